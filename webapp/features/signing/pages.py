"""The frozen document as pages to read: pictures for phones that show no PDF, and the PDF itself."""

from __future__ import annotations

import gzip

from flask import Response, request
from flask.typing import ResponseReturnValue
from werkzeug.http import dump_options_header

from webapp.db import db
from webapp.domain import documents
from webapp.domain.confirmations import resolve
from webapp.domain.documents import DocumentVersion
from webapp.features import found
from webapp.features.signing import blueprint

CLOSED = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox"


@blueprint.get("/s/<token>/document.pdf")
def show_document(token: str) -> ResponseReturnValue:
    """The very bytes whose hash is signed."""
    return pdf_of(resolve(db.session(), token).confirmation.version)


@blueprint.get("/s/<token>/pages/<int:number>.svg")
def show_page(token: str, number: int) -> ResponseReturnValue:
    """One page as a picture."""
    return page_of(resolve(db.session(), token).confirmation.version, number)


def pdf_of(version: DocumentVersion) -> Response:
    """A frozen PDF, shown or saved as the browser likes."""
    response = Response(documents.content_of(db.session(), version.file), mimetype="application/pdf")
    how = "attachment" if "download" in request.args else "inline"
    response.headers["Content-Disposition"] = dump_options_header(how, {"filename*": _name(version)})
    response.set_etag(version.sha256)
    return _guarded(response)


def page_of(version: DocumentVersion, number: int) -> Response:
    """A frozen page; it is kept gzipped and sent so to every browser that takes it."""
    packed = found(documents.page_of(db.session(), version.id, number))
    takes_gzip = bool(request.accept_encodings["gzip"])
    response = Response(packed if takes_gzip else gzip.decompress(packed), mimetype="image/svg+xml")
    if takes_gzip:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Content-Security-Policy"] = CLOSED
    response.set_etag(f"{version.sha256}-{number}{'-gzip' if takes_gzip else ''}")
    return _guarded(response)


def _guarded(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response


def _name(version: DocumentVersion) -> str:
    return f"{version.document.title}-{version.document.number}-v{version.number}.pdf"
