"""A contact's task behind a link: the same form machine, on one narrow page. Looking changes nothing."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, refresh

import forms
from webapp.db import db
from webapp.domain import documents, errands, people, portal
from webapp.domain.tasks import TaskPage
from webapp.features import bound_form
from webapp.features.errands import blueprint
from webapp.transaction import transaction


@blueprint.get("/t/<token>")
def show(token: str) -> ResponseReturnValue:
    """The form, begun with what was typed before."""
    page = _page(token)
    return _drawn(token, page, _bound(page))


@blueprint.post("/t/<token>/completion")
def complete(token: str) -> ResponseReturnValue:
    """Hand in; what is not in order comes back on the same page, with nothing lost."""
    page = _page(token)
    answers = _bound(page, is_post=True)
    if answers is not None:
        _keep_files_of(token, answers)
        if answers.is_refresh or not answers.validate():
            return _drawn(token, page, answers), 200 if answers.is_refresh else 422
    with transaction() as rows:
        progress = errands.hand_in(rows, token, answers.clean() if answers else {})
    flash(gettext("Thank you. Your answer is with us. In the portal you see how the project goes on."), "good")
    return redirect(url_for("portal.door", token=progress), 303)


@blueprint.post("/t/<token>/draft")
def save_draft(token: str) -> ResponseReturnValue:
    """Keep what was typed so far; a script asks this while one types."""
    answers = _bound(_page(token), is_post=True)
    with transaction() as rows:
        if answers is not None:
            answers.store_files(lambda name, content: _keep(token, name, content))
        errands.save_draft(rows, token, answers.draft() if answers else {})
    return "", 204


def _page(token: str) -> TaskPage:
    """The task behind the link; from here on its contact is who acts, in their own language."""
    g.actor, page = errands.page_of(db.session(), errands.resolve(db.session(), token))
    speak_as(g.actor)
    return page


def speak_as(contact: people.Actor | None) -> None:
    """The contact's language, until they choose another on the page."""
    if contact is not None and "locale" not in request.cookies:
        g.locale = contact.locale
        refresh()


def _bound(page: TaskPage, *, is_post: bool = False) -> forms.BoundForm | None:
    if page.definition is None:
        return None
    return bound_form(page.definition, page.task.version_id, page.context,
                      initial=page.last_round if is_post else page.initial, is_post=is_post)


def _drawn(token: str, page: TaskPage, answers: forms.BoundForm | None) -> str:
    return render_template("errands/show.html", token=token, page=page, task=page.task,
                           project=page.project, answers=answers, remarks=_own_remarks(page))


def _own_remarks(page: TaskPage) -> list[portal.RequirementRemark]:
    """What this contact asked in the portal and waits to hear about: shown beside, so that nothing is typed twice."""
    waits = portal.open_remarks(db.session(), page.project) if page.project else []
    return [each for each in waits if each.actor == g.actor.id]


def _keep_files_of(token: str, answers: forms.BoundForm) -> None:
    """Keep what arrived before judging the rest, so that no photo is sent twice; without any, write nothing."""
    if any(file.filename for _name, file in request.files.items(multi=True)):
        with transaction():
            answers.store_files(lambda name, content: _keep(token, name, content))


def _keep(token: str, name: str, content: bytes) -> dict[str, Any]:
    limits = documents.Limits(max_bytes=current_app.config["SETTINGS"].max_file_bytes)
    return errands.keep_file(db.session(), token, name, content, limits=limits)
