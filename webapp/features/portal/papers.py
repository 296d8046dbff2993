"""The documents of a project, to read and to keep: nothing that was not put before this customer is handed out."""

from __future__ import annotations

from flask import Response, g, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.http import dump_options_header

from webapp.db import db
from webapp.domain import documents, evidence, portal
from webapp.domain.portal import View
from webapp.features import found
from webapp.features.portal import blueprint

AT = "/portal/projects/<int:project_id>/documents/<int:version_id>"


@blueprint.get(AT)
def show_document(project_id: int, version_id: int) -> ResponseReturnValue:
    """The frozen file itself."""
    version = _version(project_id, version_id)[1]
    response = Response(documents.content_of(db.session(), version.file), mimetype=version.file.type)
    name = f"{version.document.title}-v{version.number}{_ending(version)}"
    how = "inline" if version.file.type == "application/pdf" else "attachment"
    response.headers["Content-Disposition"] = dump_options_header(how, {"filename*": name})
    response.set_etag(version.sha256)
    return _private(response).make_conditional(request)


@blueprint.get(f"{AT}/reading")
def read_document(project_id: int, version_id: int) -> ResponseReturnValue:
    """The same as words that fit any screen."""
    view, version = _version(project_id, version_id)
    return render_template("portal/reading.html", version=version, project=view.project,
                           reading=found(documents.reading_of(db.session(), version_id) or None))


@blueprint.get(f"{AT}/signed")
def show_signed(project_id: int, version_id: int) -> ResponseReturnValue:
    """The document with everybody's signature in it, as far as it is signed."""
    version = _version(project_id, version_id)[1]
    return _saved(found(evidence.signed_pdf(db.session(), version_id)), f"{version.document.number}-v{version.number}-signed.pdf")


@blueprint.get(f"{AT}/evidence")
def show_evidence(project_id: int, version_id: int) -> ResponseReturnValue:
    """What proves the signing without us."""
    version = _version(project_id, version_id)[1]
    return _saved(found(evidence.pack_of(db.session(), version_id)), evidence.file_name(version))


def _version(project_id: int, version_id: int) -> tuple[View, documents.DocumentVersion]:
    view = found(portal.view_of(db.session(), g.visitor, project_id))
    return view, found(portal.sheet_of(db.session(), view, version_id)).version


def _ending(version: documents.DocumentVersion) -> str:
    name, dot, ending = version.file.name.rpartition(".")
    return f"{dot}{ending}" if name else ""


def _saved(content: bytes, name: str) -> Response:
    """A proof is saved under its own name: it is kept, not looked at in passing."""
    response = Response(content, mimetype="application/zip" if name.endswith(".zip") else "application/pdf")
    response.headers["Content-Disposition"] = dump_options_header("attachment", {"filename*": name})
    return _private(response)


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
