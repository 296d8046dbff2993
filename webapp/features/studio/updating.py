"""Updating a draft that was overtaken: what comes in by itself, and what both changed, to be decided file by file."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

import engine
from webapp.db import db
from webapp.domain import drafts
from webapp.domain.drafts import names
from webapp.features import locale, row_number
from webapp.features.studio import blueprint
from webapp.features.studio.access import draft_or_404, said, status_of
from webapp.transaction import transaction


@blueprint.get("/studio/<package>/update")
def plan_update(package: str) -> ResponseReturnValue:
    """What the newer version would bring into the draft; nothing is written."""
    return _page(package)


@blueprint.post("/studio/<package>/update")
def update(package: str) -> ResponseReturnValue:
    """Bring it in, as it was seen and decided."""
    draft_or_404(package)
    choices = {name.removeprefix("for:"): value for name, value in request.form.items()
               if name and name.startswith("for:")}
    try:
        with transaction() as rows:
            drafts.update(rows, package, live=row_number(request.form.get("live", "")), choices=choices, actor=g.actor)
    except drafts.MayNot:
        raise
    except engine.EngineError as refusal:
        return _page(package, refusal)
    flash(gettext("The draft is up to date. Look at its findings before you publish."), "good")
    return redirect(url_for("studio.show", package=package))


def _page(package: str, refusal: engine.EngineError | None = None) -> ResponseReturnValue:
    shelf, draft = draft_or_404(package)
    found = drafts.update_of(db.session(), draft)
    titles = names.titles(drafts.files(db.session(), draft.id), locale())
    page = render_template(
        "studio/update.html", shelf=shelf, draft=draft, update=found, titles=titles, trouble=said(refusal) if refusal else "",
        may_draft="draft" in shelf.rights, chosen=request.form)
    return (page, status_of(refusal)) if refusal else page
