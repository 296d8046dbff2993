"""The list of everything stuck, and the two ways to mend a step."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.db import db
from webapp.domain import projects
from webapp.features import found, told_stuck
from webapp.features.incidents import blueprint
from webapp.transaction import transaction


@blueprint.get("/incidents/")
def index() -> ResponseReturnValue:
    """Every failed step, for those who keep the machine."""
    if not projects.keeps_the_machine(g.actor):
        abort(404)
    stuck = [told_stuck(each) for each in projects.stuck_anywhere(db.session())]
    return render_template("incidents/index.html", stuck=stuck)


@blueprint.post("/incidents/<int:incident_id>/retries")
def retry(incident_id: int) -> ResponseReturnValue:
    """Do the failed step again with the answers that were kept."""
    with transaction() as rows:
        stuck = found(projects.mendable(rows, g.actor, incident_id))
        goes_on = projects.try_again(rows, stuck, actor=g.actor)
    if goes_on:
        flash(gettext("Tried again: the project goes on."), "good")
    else:
        flash(gettext("Tried again, and it failed again. The answers are still kept."), "late")
    return redirect(url_for("projects.show", project_id=stuck.project.id))


@blueprint.post("/incidents/<int:incident_id>/reopening")
def reopen(incident_id: int) -> ResponseReturnValue:
    """Let the stuck task be answered once more."""
    with transaction() as rows:
        stuck = found(projects.mendable(rows, g.actor, incident_id))
        projects.answer_anew(rows, stuck, actor=g.actor)
    flash(gettext("The task is open again; its answers stay on record."), "good")
    return redirect(url_for("projects.show", project_id=stuck.project.id))
