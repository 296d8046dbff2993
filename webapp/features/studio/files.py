"""A draft's files one by one: the editor of each kind, and adding, bringing, renaming, removing, bringing back."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

import engine
from webapp.config import LOCALES
from webapp.db import db
from webapp.domain import drafts, people
from webapp.features import found, locale, row_number
from webapp.features.studio import blueprint
from webapp.features.studio.access import draft_or_404, in_json, said, shelf_or_404, status_of, word
from webapp.features.studio.drafts import overview
from webapp.transaction import transaction

EDITORS = {".bpmn": "studio/diagram.html", ".form": "studio/form.html", ".dmn": "studio/decision.html"}
PARTS = {"form": "forms", "bpmn": "bpmn", "dmn": "dmn"}
AROUND = 3
PICTURES = (".png", ".jpg", ".jpeg")


@blueprint.get("/studio/<package>/files/<path:path>")
def file(package: str, path: str) -> ResponseReturnValue:
    """The editor of a file, by its kind; `?how=text` shows translations as the file they are."""
    shelf = shelf_or_404(package)
    target = path.removeprefix("i18n/").removesuffix(".po")
    if path == drafts.path_of(target) and target in LOCALES and request.args.get("how") != "text":
        return redirect(url_for("studio.words", package=package, target=target))
    return _editor(shelf, found(drafts.standing_file(db.session(), shelf, path)))


@blueprint.post("/studio/<package>/files/<path:path>")
def save_file(package: str, path: str) -> ResponseReturnValue:
    """Save a text from the plain editor; if somebody was faster, both texts are shown and nothing is lost."""
    shelf, draft = draft_or_404(package)
    text = request.form.get("content", "").replace("\r\n", "\n")
    try:
        with transaction() as rows:
            drafts.save(rows, package, path, text.encode(), expects=row_number(request.form.get("revision", "")),
                        actor=g.actor)
    except drafts.DraftConflict:
        return _merge(shelf, found(drafts.read(db.session(), draft.id, path)), text), 409
    except engine.EngineError as refusal:
        standing = found(drafts.read(db.session(), draft.id, path))
        return _editor(shelf, standing, text=text, trouble=said(refusal)), status_of(refusal)
    flash(gettext("Saved."), "good")
    return redirect(url_for("studio.file", package=package, path=path))


@blueprint.post("/studio/<package>/new")
def create_file(package: str) -> ResponseReturnValue:
    """A new file of a kind."""
    folder, name = request.form.get("folder", ""), request.form.get("name", "").strip()
    suffix = {"bpmn": ".bpmn", "dmn": ".dmn", "forms": ".form", "i18n": ".po", "documents": ".typ"}.get(folder, "")
    path = f"{folder}/{name.removesuffix(suffix)}{suffix}"
    return _attempt(package, lambda rows: drafts.create_file(rows, package, path, actor=g.actor), path)


@blueprint.get("/studio/<package>/parts")
@in_json
def offer_key(package: str) -> ResponseReturnValue:
    """How a new part of a step of this `?name=` may be called: {"id"}."""
    shelf = shelf_or_404(package)
    session = db.session()
    english = drafts.called_elsewhere(session, package, "en")
    return jsonify(id=drafts.names.free_key(drafts.standing_files(session, shelf), request.args.get("name", ""), english))


@blueprint.post("/studio/<package>/parts")
@in_json
def create_part(package: str) -> ResponseReturnValue:
    """What a step lacks, called as the step is: {"kind": "form", "bpmn" or "dmn", "id", "name"}.

    One that is there already is the step's.
    """
    _shelf, draft = draft_or_404(package)
    path = f"{PARTS.get(word('kind'), '')}/{word('id')}.{word('kind')}"
    with transaction() as rows:
        if path not in drafts.heads(rows, draft.id):
            drafts.create_file(rows, package, path, actor=g.actor, name=word("name"))
    return jsonify(path=path), 201


@blueprint.post("/studio/<package>/import")
def bring_file(package: str) -> ResponseReturnValue:
    """A single .bpmn, .dmn or .form, as the desktop modeler saves them; or a translation or template."""
    draft_or_404(package)
    sent = request.files.get("file")
    name, content = (sent.filename or "", sent.stream.read(drafts.LARGEST_FILE + 1)) if sent else ("", b"")
    return _attempt(package, lambda rows: drafts.bring_file(rows, package, name, content, actor=g.actor))


@blueprint.post("/studio/<package>/renaming")
def rename_file(package: str) -> ResponseReturnValue:
    """Another path for a file."""
    path, to = request.form.get("path", ""), request.form.get("to", "").strip()
    return _attempt(package, lambda rows: drafts.rename_file(rows, package, path, to, actor=g.actor))


@blueprint.post("/studio/<package>/removals")
def remove_file(package: str) -> ResponseReturnValue:
    """Take a file away; its history stays."""
    path = request.form.get("path", "")
    return _attempt(package, lambda rows: drafts.remove_file(rows, package, path, actor=g.actor))


@blueprint.post("/studio/<package>/revival")
def bring_back(package: str) -> ResponseReturnValue:
    """An earlier revision as the newest."""
    path, number = request.form.get("path", ""), row_number(request.form.get("revision", ""))
    return _attempt(package, lambda rows: drafts.bring_back(rows, package, path, number, actor=g.actor), path)


@blueprint.get("/studio/<package>/download/<path:path>")
def download(package: str, path: str) -> ResponseReturnValue:
    """One file, for the desktop modeler."""
    standing = found(drafts.standing_file(db.session(), shelf_or_404(package), path))
    name = path.rpartition("/")[2].encode("ascii", "replace").decode().replace("?", "_")
    return Response(standing.content, mimetype="application/octet-stream",
                    headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _attempt(package: str, do: Callable[[Session], str | None], then: str = "") -> ResponseReturnValue:
    """Do it and go to the file it made; or say on the overview why not."""
    draft_or_404(package)
    try:
        with transaction() as rows:
            made = do(rows) or then
    except drafts.MayNot:
        raise
    except engine.EngineError as refusal:
        return overview(package, refusal)
    if made:
        return redirect(url_for("studio.file", package=package, path=made))
    return redirect(url_for("studio.show", package=package))


def _editor(shelf: drafts.Shelf, standing: drafts.DraftFile, *, text: str | None = None, trouble: str = "") -> str:
    path = standing.path
    template = EDITORS.get(path[path.rfind("."):], "studio/text.html")
    by = people.named(db.session(), [standing.saved_by]).get(standing.saved_by, standing.saved_by)
    files = drafts.standing_files(db.session(), shelf)
    titles = drafts.names.titles(files, locale())
    said_here = drafts.names.words(files, locale())
    process_id = next((each.id for each in drafts.names.processes(files) if each.path == path), "")
    return render_template(
        template, shelf=shelf, package=shelf.package, path=path, file=standing, revision=standing.revision, by=by,
        title=titles.get(path) or path.rpartition("/")[2], process_id=process_id, users=drafts.names.users(files, path), call=lambda name: said_here.get(name, name), is_picture=path.endswith(PICTURES), trouble=trouble,
        may_draft=shelf.draft is not None and "draft" in shelf.rights, locale=locale(),
        text=standing.content.decode(errors="replace") if text is None else text)


def _merge(shelf: drafts.Shelf, standing: drafts.DraftFile, mine: str) -> str:
    """Where theirs and mine differ; mine stays in the field, now over theirs."""
    theirs = standing.content.decode(errors="replace")
    by = people.named(db.session(), [standing.saved_by]).get(standing.saved_by, standing.saved_by)
    return render_template("studio/merge.html", shelf=shelf, file=standing, mine=mine, by=by,
                           lines=drafts.lines(theirs, mine, around=AROUND))
