"""The content of a draft's files, as editors read and save it: raw bytes, the revision as ETag, conflicts in the open."""

from __future__ import annotations

from flask import Response, abort, g, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.db import db
from webapp.domain import drafts, people
from webapp.features import found
from webapp.features.studio import blueprint
from webapp.features.studio.access import (
    draft_or_404,
    in_json,
    number,
    said,
    shelf_or_404,
    word,
)
from webapp.transaction import transaction

TYPES = {"bpmn": "application/xml", "dmn": "application/xml", "form": "application/json", "png": "image/png",
         "jpg": "image/jpeg", "jpeg": "image/jpeg"}


@blueprint.get("/studio/<package>/content/<path:path>")
def content(package: str, path: str) -> ResponseReturnValue:
    """A file's bytes as they stand, or as they were in `?revision=`; svg and text are never run as a page."""
    shelf = shelf_or_404(package)
    session, asked = db.session(), number(request.args.get("revision", ""))
    file = found(drafts.standing_file(session, shelf, path) if asked is None
                 else drafts.read_revision(session, found(shelf.draft).id, path, asked))
    response = Response(file.content, mimetype=TYPES.get(path.rpartition(".")[2], "text/plain"))
    response.set_etag(str(file.revision))
    response.headers["Cache-Control"] = "no-cache, private"
    return response


@blueprint.put("/studio/<package>/content/<path:path>")
@in_json
def save(package: str, path: str) -> ResponseReturnValue:
    """Save over the revision named by If-Match; 409 with what stands if somebody was faster."""
    draft_or_404(package)
    if not drafts.is_path(path):
        abort(404)
    expects = _expected()
    if expects is None:
        return jsonify(message=gettext("Say which revision was edited: If-Match with its number.")), 428
    if (request.content_length or 0) > drafts.LARGEST_FILE:
        return jsonify(message=said(drafts.BadFile("draft-file-too-large", path=path,
                                                   megabytes=drafts.LARGEST_FILE // 1_000_000))), 422
    new = request.get_data(cache=False)
    try:
        with transaction() as rows:
            saved = drafts.save(rows, package, path, new, expects=expects, actor=g.actor)
    except drafts.DraftConflict as conflict:
        return _conflict(package, path, said(conflict)), 409
    return jsonify(revision=saved.number, saved_at=saved.saved_at.isoformat())


@blueprint.get("/studio/<package>/presence")
@in_json
def presence(package: str) -> ResponseReturnValue:
    """Who else is here."""
    _shelf, draft = draft_or_404(package)
    return jsonify(others=_others(draft))


@blueprint.post("/studio/<package>/presence")
@in_json
def note_presence(package: str) -> ResponseReturnValue:
    """The reader has this file open; answered with everybody else."""
    draft_or_404(package)
    with transaction() as rows:
        draft = drafts.note(rows, package, word("path"), actor=g.actor)
        others = _others(draft)
    return jsonify(others=others)


def _others(draft: drafts.Draft) -> list[dict[str, str]]:
    return [{"name": name, "path": path} for name, path in drafts.others(db.session(), draft, g.actor)]


def _expected() -> int | None:
    return number(request.headers.get("If-Match", "").removeprefix("W/").strip('" '))


def _conflict(package: str, path: str, words: str) -> Response:
    """Everything a merge view needs: who saved what, when."""
    _shelf, draft = draft_or_404(package)
    file = drafts.read(db.session(), draft.id, path)
    if file is None:
        return jsonify(message=words, revision=0, by="", at="", content="")
    by = people.named(db.session(), [file.saved_by]).get(file.saved_by, file.saved_by)
    return jsonify(message=words, revision=file.revision, by=by, at=file.saved_at.isoformat(),
                   content=file.content.decode(errors="replace"))

