"""Two states of a package side by side: in words, and as marks on both diagrams."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

import engine
from webapp.db import db
from webapp.domain import drafts, packages
from webapp.domain.drafts import names
from webapp.features import found, locale, row_number
from webapp.features.studio import blueprint
from webapp.features.studio.access import shelf_or_404
from webapp.features.studio.words import ATTRIBUTE_WORDS, ELEMENT_WORDS, MARK_WORDS

DRAFT = "draft"


@dataclass(frozen=True)
class Side:
    """One of the two states: how it is named in an address and to people, and its files."""

    value: str
    label: str
    files: dict[str, bytes]


@blueprint.get("/studio/<package>/compare")
def compare(package: str) -> ResponseReturnValue:
    """`?old=` and `?new=`: a version's number in the table, or the draft; what is live against the draft unless told."""
    shelf = shelf_or_404(package)
    versions = engine.versions(db.session(), package, limit=30)
    old = _side(shelf, request.args.get("old") or _default_old(shelf, versions))
    new = _side(shelf, request.args.get("new") or (DRAFT if shelf.draft else str(versions[0].id)))
    differing = drafts.compare(old.files, new.files)
    live = engine.count_live(db.session(), package)
    return render_template(
        "studio/compare.html", titles=names.titles({**old.files, **new.files}, locale()),
        called={**names.elements(old.files, locale()), **names.elements(new.files, locale())}, shelf=shelf, old=old, new=new, versions=versions, differing=differing, live=live,
        diagrams=[_pictures(shelf.package, each, old, new) for each in differing if each.path.endswith(".bpmn")],
        element_words=ELEMENT_WORDS, mark_words=MARK_WORDS, attribute_word=_attribute_word)


def _default_old(shelf: drafts.Shelf, versions: list[engine.Version]) -> str:
    if not versions:
        return DRAFT
    return str(versions[0].id if shelf.draft else versions[min(1, len(versions) - 1)].id)


def _side(shelf: drafts.Shelf, value: str) -> Side:
    session = db.session()
    if value == DRAFT:
        return Side(value, gettext("Draft"), drafts.files(session, found(shelf.draft).id))
    version = found(packages.get_version(session, row_number(value)))
    if version.package != shelf.package:
        abort(404)
    return Side(value, gettext("Version %(number)s", number=version.number), drafts.files_of(session, version.id))


def _pictures(package: str, differing: drafts.FileDifference, old: Side, new: Side) -> dict[str, object]:
    """Both drawings of a diagram with the marks that concern each."""
    return {"path": differing.path, "sides": [
        (side.label, url_for("studio.side_diagram", package=package, side=side.value, path=differing.path),
         {"elements": {key: {"state": mark} for key, mark in marks.items()}, "focus": list(marks)[:1]})
        for side, marks in ((old, differing.marks("removed", "changed")), (new, differing.marks("added", "changed")))
        if differing.path in side.files]}


@blueprint.get("/studio/<package>/sides/<side>/<path:path>")
def side_diagram(package: str, side: str, path: str) -> ResponseReturnValue:
    """The XML of a diagram of one side, to be drawn."""
    files = _side(shelf_or_404(package), side).files
    return found(files.get(path) if path.endswith(".bpmn") else None), {"Content-Type": "application/xml"}


def _attribute_word(name: str) -> str:
    """An attribute in words where it has some: the last part of its path says what it is."""
    last = name.rsplit(".", 1)[-1]
    return str(ATTRIBUTE_WORDS.get(name) or ATTRIBUTE_WORDS.get(last) or name)


