"""A project as its customer sees it, section by section, and what they may say and open there."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.db import db
from webapp.domain import confirmations, errands, portal, wording
from webapp.domain.portal import MayNotSay, NotSaid, OtherRequirements, View
from webapp.domain.requirements import comparisons
from webapp.features import found, locale, row_number
from webapp.features.portal import blueprint
from webapp.features.portal.forms import MessageForm
from webapp.features.portal.home import stations
from webapp.transaction import transaction

SECTIONS = ("waiting", "requirements", "documents", "messages")
"""The rooms of the page, in order; a further one is a template `portal/_<name>.html` and what it needs in `_page`."""


@blueprint.get("/portal/projects/<int:project_id>")
def show(project_id: int) -> ResponseReturnValue:
    """Stages, whose turn, requirements, documents, messages."""
    return _page(_view(project_id), MessageForm(formdata=None))


@blueprint.post("/portal/projects/<int:project_id>/messages")
def write(project_id: int) -> ResponseReturnValue:
    """Write to the project team."""
    view, form = _view(project_id), MessageForm()
    if not form.validate():
        return _page(view, form), 422
    try:
        with transaction() as rows:
            portal.write(rows, found(portal.view_of(rows, g.visitor, project_id)), form.text.data or "",
                         nonce=request.form.get("nonce", ""))
    except NotSaid as error:
        form.text.errors = [_words(error)]
        return _page(view, form), 422
    flash(gettext("Sent. The project team has been told; the answer comes here and by mail."), "good")
    return redirect(url_for(".show", project_id=project_id, _anchor="messages"), 303)


@blueprint.post("/portal/projects/<int:project_id>/remarks")
def remark(project_id: int) -> ResponseReturnValue:
    """Accept, reject or ask about one requirement of the version that the page showed."""
    view = _view(project_id)
    line, words = row_number(request.form.get("line", "")), request.form.get("words", "")
    try:
        with transaction() as rows:
            own = found(portal.view_of(rows, g.visitor, project_id))
            requirements = portal.requirements_of(rows, own, portal.papers_of(rows, own))
            portal.remark(rows, own, requirements, version_id=row_number(request.form.get("version", "")), line=line,
                          verdict=request.form.get("verdict", ""), words=words, nonce=request.form.get("nonce", ""))
    except NotSaid as error:
        return _page(view, MessageForm(formdata=None), refused=(line, words, _words(error))), 422
    except OtherRequirements as error:
        return _page(view, MessageForm(formdata=None), refused=(line, words, _words(error))), 409
    flash(gettext("Noted. The project team sees what you said."), "good")
    return redirect(url_for(".show", project_id=project_id, _anchor=f"requirement-{line}"), 303)


@blueprint.post("/portal/projects/<int:project_id>/tasks/<int:task_id>/opening")
def open_task(project_id: int, task_id: int) -> ResponseReturnValue:
    """Go on to the document to sign, or to the form to fill in, by a link of its own."""
    _view(project_id)
    with transaction() as rows:
        task = found(portal.task_of(rows, found(portal.view_of(rows, g.visitor, project_id)), task_id))
        is_signature = confirmations.side_of(task) is not None
        token = (confirmations if is_signature else errands).open_from_portal(rows, task)
    return redirect(url_for("signing.show" if is_signature else "errands.show", token=token), 303)


def _view(project_id: int) -> View:
    return found(portal.view_of(db.session(), g.visitor, project_id))


def _page(view: View, form: MessageForm, *, refused: tuple[int, str, str] | None = None) -> str:
    session = db.session()
    papers = portal.papers_of(session, view)
    return render_template(
        "portal/project.html", view=view, project=view.project, sections=SECTIONS, stations=stations(view),
        courts=portal.courts_of(session, view, locale()), papers=papers, form=form, refused=refused,
        requirements=portal.requirements_of(session, view, papers), comparisons=comparisons(session, view.project.id),
        messages=portal.messages_of(session, view.project), may_comment=view.rights.comment,
        party=portal.parties_of(session, view.project).of)


@blueprint.errorhandler(MayNotSay)
def refuse(error: MayNotSay) -> ResponseReturnValue:
    """Say in words what right is missing, with what was typed still there."""
    typed = request.form.get("text") or request.form.get("words") or ""
    return render_template("portal/may_not.html", words=_words(error), typed=typed), 403


def _words(error: MayNotSay | NotSaid | OtherRequirements) -> str:
    return wording.fill(gettext, error.message_id, error.facts)
