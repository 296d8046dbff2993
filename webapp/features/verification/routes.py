"""Drop a file and read what holds; follow the code on a paper to how that paper stands today; take the verifier along."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

import verifier
from webapp import features
from webapp.db import db
from webapp.domain import documents, evidence
from webapp.features import found
from webapp.features.verification import blueprint

CODE = re.compile(r"[0-9a-f]{32,64}")
TOOLS = {"tandem_verify.py": "text/x-python", "verify.html": "text/html"}
MEBIBYTE = 1024 * 1024


@blueprint.get("/verify")
def index() -> ResponseReturnValue:
    """Choose a file; what the firm's keys are; the verifier to take along."""
    return _page()


@blueprint.post("/verify")
def check() -> ResponseReturnValue:
    """Verify what was dropped, and forget it."""
    file = request.files.get("file")
    content = file.stream.read(evidence.LARGEST + 1) if file else b""
    if not content:
        return _page(gettext("Choose the signed PDF or the evidence pack first."), 422)
    if len(content) > evidence.LARGEST:
        return _page(gettext("The file is larger than %(most)s MB. Verify it on your own computer with the script below.",
                             most=evidence.LARGEST // MEBIBYTE), 413)
    try:
        seen = evidence.examine(db.session(), content)
    except evidence.CheckingBusy:
        page, status = _page(gettext("Other files are being checked right now. Try again in a few seconds, or verify yours with the script below."), 503)
        return page, status, {"Retry-After": "10"}
    if seen.kind == evidence.NEITHER:
        return _page(gettext("This is neither a PDF nor an evidence pack (.zip)."), 422)
    return render_template("verification/result.html", seen=seen, code=seen.report.code, locale_code=features.locale(),
                           digest=documents.sha256(content))


@blueprint.get("/verify/<code>")
def show(code: str) -> ResponseReturnValue:
    """How the paper with this code stands today: nothing of what it says."""
    version = found(documents.version_by_hash(db.session(), code) if CODE.fullmatch(code) else None)
    return render_template("verification/paper.html", version=version, standing=evidence.standing_of(db.session(), version))


@blueprint.get("/verify/tools/<name>")
def tool(name: str) -> ResponseReturnValue:
    """The stand-alone verifier, as it lies in every pack."""
    found(TOOLS.get(name))
    response = Response((Path(verifier.__file__).parent / name).read_bytes(), mimetype=TOOLS[name])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _page(problem: str = "", status: int = 200) -> tuple[str, int]:
    shown = [row for row in evidence.keys.every(db.session())
             if row.purpose in (evidence.keys.AUTHORITY, evidence.keys.LOG) and row.retired_at is None]
    return render_template("verification/index.html", problem=problem, keys=shown), status
