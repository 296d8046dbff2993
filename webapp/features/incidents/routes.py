"""The list of everything stuck, and the ways to mend a step."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug import Response

from webapp.db import db
from webapp.domain import projects, wording
from webapp.domain.projects import NotTaken, Project
from webapp.features import found, told_stuck
from webapp.features.incidents import blueprint
from webapp.transaction import transaction


@blueprint.get("/incidents/")
def index() -> ResponseReturnValue:
    """Every failed step, for those who keep the machine."""
    if not projects.keeps_the_machine(g.actor):
        abort(404)
    return _page()


@blueprint.post("/incidents/<int:incident_id>/retries")
def retry(incident_id: int) -> ResponseReturnValue:
    """Do the failed step again with the answers that were kept."""
    with transaction() as rows:
        stuck = found(projects.mendable(rows, g.actor, incident_id))
        goes_on = projects.try_again(rows, stuck, actor=g.actor)
    if goes_on:
        flash(gettext("Tried again: the project goes on.") if stuck.project
              else gettext("It is tried again. Should it fail once more, it comes back to this list."), "good")
    else:
        flash(gettext("Tried again, and it failed again. The answers are still kept."), "late")
    return _lead_on(stuck.project)


@blueprint.post("/incidents/<int:incident_id>/reopening")
def reopen(incident_id: int) -> ResponseReturnValue:
    """Let the stuck task be answered once more."""
    with transaction() as rows:
        stuck = found(projects.mendable(rows, g.actor, incident_id))
        projects.answer_anew(rows, stuck, actor=g.actor)
    flash(gettext("The task is open again; its answers stay on record."), "good")
    return _lead_on(stuck.project)


@blueprint.post("/incidents/<int:incident_id>/home")
def find_home(incident_id: int) -> ResponseReturnValue:
    """Say which project a stray run is about, and let it go on there."""
    try:
        with transaction() as rows:
            stuck = found(projects.mendable(rows, g.actor, incident_id))
            home = projects.find_home(rows, stuck, code=request.form.get("code", "")[:40], actor=g.actor)
    except NotTaken as refusal:
        return _page(incident_id, refusal), 422
    flash(gettext("It goes on as a matter of %(code)s.", code=home.code), "good")
    return redirect(url_for("projects.show", project_id=home.id, _anchor="beside"))


@blueprint.post("/incidents/<int:incident_id>/discarding")
def discard(incident_id: int) -> ResponseReturnValue:
    """End a stray run that is about no project."""
    try:
        with transaction() as rows:
            stuck = found(projects.mendable(rows, g.actor, incident_id))
            projects.discard(rows, stuck, actor=g.actor, reason=request.form.get("reason", "")[:2000])
    except NotTaken as refusal:
        return _page(incident_id, refusal), 422
    flash(gettext("It is ended; its history stays."), "good")
    return redirect(url_for("incidents.index"))


def _page(incident_id: int = 0, refusal: NotTaken | None = None) -> str:
    """The list, with what was refused beside its field and what was typed still in it."""
    stuck = [told_stuck(each) for each in projects.stuck_anywhere(db.session())]
    words = wording.fill(gettext, refusal.message_id, refusal.facts) if refusal else ""
    return render_template("incidents/index.html", stuck=stuck, refused=incident_id, words=words,
                           refused_field=refusal.field if refusal else "", typed=request.form)


def _lead_on(project: Project | None) -> Response:
    return redirect(url_for("projects.show", project_id=project.id) if project else url_for("incidents.index"))
