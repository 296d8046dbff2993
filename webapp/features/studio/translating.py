"""The words of a draft side by side: a text and its translation, the missing ones first, as they are found and kept."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

import engine
from webapp.config import LOCALES
from webapp.db import db
from webapp.domain import drafts
from webapp.domain.drafts import names
from webapp.domain.packages import SOURCE_LOCALE
from webapp.features import locale, row_number
from webapp.features.studio import blueprint
from webapp.features.studio.access import draft_or_404, said, shelf_or_404, status_of
from webapp.transaction import transaction

ON_A_PAGE = 40
LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Asked:
    """Which of the texts are shown."""

    show: str
    search: str
    page: int

    def address(self, package: str, target: str, page: int = 1, *, show: str = "") -> str:
        return url_for("studio.words", package=package, target=target, show=show or self.show or None, search=self.search or None,
                       page=page if page > 1 else None)


@blueprint.get("/studio/<package>/words/<target>")
def words(package: str, target: str) -> ResponseReturnValue:
    """Every text of the package with its translation into the target language."""
    return _page(package, target)


@blueprint.post("/studio/<package>/words/<target>")
def save_words(package: str, target: str) -> ResponseReturnValue:
    """Keep what was changed of the page; nothing that somebody else wrote meanwhile is overwritten."""
    draft_or_404(package)
    _demand_target(target)
    typed = [[_plain(each) for each in request.form.getlist(name)] for name in ("source", "was", "now")]
    changes = {source: drafts.Wording(was, now.strip()) for source, was, now in zip(*typed, strict=False)}
    try:
        with transaction() as rows:
            count = drafts.translate(rows, package, target, changes, actor=g.actor)
    except drafts.MayNot:
        raise
    except engine.EngineError as refusal:
        return _page(package, target, refusal, {source: change.now for source, change in changes.items()})
    flash(ngettext("%(num)s translation is saved.", "%(num)s translations are saved.", count), "good")
    return redirect(_asked().address(package, target))


def _page(package: str, target: str, refusal: engine.EngineError | None = None, typed: dict[str, str] | None = None) -> ResponseReturnValue:
    shelf = shelf_or_404(package)
    _demand_target(target)
    session, asked = db.session(), _asked()
    files = drafts.standing_files(session, shelf)
    try:
        texts = drafts.texts(files, target)
    except drafts.BadFile:
        return redirect(url_for("studio.file", package=package, path=drafts.path_of(target), how="text"))
    boxes = {"missing": [each for each in texts if each.is_missing], "all": [each for each in texts if each.places],
             "idle": [each for each in texts if not each.places]}
    asked = Asked(asked.show or ("missing" if boxes["missing"] else "all"), asked.search, asked.page)
    found = [each for each in texts if each.source in typed] if typed else [each for each in boxes[asked.show] if each.mentions(asked.search)]
    begin = (asked.page - 1) * ON_A_PAGE
    page = render_template(
        "studio/words.html", shelf=shelf, package=package, target=target, asked=asked, boxes=boxes, found=found,
        texts=found[begin:begin + ON_A_PAGE], first=begin + 1, more=len(found) > begin + ON_A_PAGE,
        titles=names.titles(files, locale()), elsewhere=drafts.called_elsewhere(session, package, target),
        typed=typed or {}, trouble=said(refusal) if refusal else "", path=drafts.path_of(target),
        may_draft=shelf.draft is not None and "draft" in shelf.rights)
    return (page, status_of(refusal)) if refusal else page


def _asked() -> Asked:
    show = request.values.get("show", "")
    return Asked(show if show in ("missing", "all", "idle") else "", request.values.get("search", "").strip()[:LONGEST_SEARCH],
                 max(row_number(request.values.get("page") or "1"), 1))


def _demand_target(target: str) -> None:
    if target not in LOCALES or target == SOURCE_LOCALE:
        abort(404)


def _plain(text: str) -> str:
    """As it is written in the file: browsers end lines their own way."""
    return text.replace("\r\n", "\n").replace("\0", "")
