"""Downloads. A file is handed out only to whoever may see the project it belongs to."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from urllib.parse import quote

from flask import Response, abort, g, render_template, request
from flask.typing import ResponseReturnValue

from webapp.db import db
from webapp.domain import documents, evidence, projects
from webapp.domain.documents import StoredFile
from webapp.features import found
from webapp.features.files import blueprint
from webapp.features.files.rights import visible_file

SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg", "image/webp", "image/gif"})


@blueprint.get("/files/<int:file_id>")
def show(file_id: int) -> ResponseReturnValue:
    """A file that somebody uploaded."""
    return _handed_out(found(visible_file(db.session(), g.actor, file_id)))


@blueprint.get("/documents/<int:version_id>")
def show_document(version_id: int) -> ResponseReturnValue:
    """A frozen version of a project's document."""
    version = found(documents.get_version(db.session(), version_id))
    if projects.visible(db.session(), g.actor, version.document.project_id) is None:
        abort(404)
    return _handed_out(version.file)


@blueprint.get("/documents/<int:version_id>/reading")
def read_document(version_id: int) -> ResponseReturnValue:
    """The same as words that fit any screen."""
    version = found(documents.get_version(db.session(), version_id))
    project = found(projects.visible(db.session(), g.actor, version.document.project_id))
    return render_template("files/reading.html", version=version, project=project,
                           reading=found(documents.reading_of(db.session(), version_id) or None))


@blueprint.get("/documents/<int:version_id>/signed")
def show_signed(version_id: int) -> ResponseReturnValue:
    """The document with everybody's signature in it, as far as it is signed."""
    version = _visible_version(version_id)
    return _saved(found(evidence.signed_pdf(db.session(), version_id)), f"{version.document.number}-v{version.number}-signed.pdf")


@blueprint.get("/documents/<int:version_id>/evidence")
def show_evidence(version_id: int) -> ResponseReturnValue:
    """What proves the signing without us."""
    version = _visible_version(version_id)
    return _saved(found(evidence.pack_of(db.session(), version_id)), evidence.file_name(version))


def _saved(content: bytes, name: str) -> Response:
    """A proof is saved under its own name: it is kept, not looked at in passing."""
    response = Response(content, mimetype=mimetypes.guess_type(name)[0])
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@blueprint.get("/documents/<int:version_id>/word")
def show_word(version_id: int) -> ResponseReturnValue:
    """What the document says, to go on working with in Word; what counts stays the PDF."""
    return _exported(version_id, documents.as_word, "docx")


@blueprint.get("/documents/<int:version_id>/excel")
def show_excel(version_id: int) -> ResponseReturnValue:
    """The tables of the document, to go on working with in Excel."""
    return _exported(version_id, documents.as_sheets, "xlsx")


def _exported(version_id: int, make: Callable[..., bytes], kind: str) -> Response:
    version = _visible_version(version_id)
    reading = found(documents.reading_of(db.session(), version_id) or None)
    title = version.document.title_in(version.data.get("locale", "zh"))
    return _saved(make(reading, title=title), f"{version.document.number}-v{version.number}.{kind}")


def _visible_version(version_id: int) -> documents.DocumentVersion:
    version = found(documents.get_version(db.session(), version_id))
    found(projects.visible(db.session(), g.actor, version.document.project_id))
    return version


def _handed_out(file: StoredFile) -> Response:
    """Only pictures and PDFs may open in the browser; whatever else came from outside is saved."""
    response = Response(documents.content_of(db.session(), file), mimetype=file.type)
    is_shown = file.type in SHOWN and "download" not in request.args
    how = "inline" if is_shown else "attachment"
    response.headers["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(file.name, safe='')}"
    response.headers["Cache-Control"] = "private, no-cache"
    if file.type != "application/pdf":  # the browser's own reader does not open in a sandbox
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.set_etag(file.sha256)
    response.make_conditional(request)
    return response
