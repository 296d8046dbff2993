"""The list of projects and a project's own page."""

from __future__ import annotations

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

import engine
from webapp.db import db
from webapp.domain import (
    cases,
    confirmations,
    documents,
    evidence,
    gates,
    projects,
    registers,
    requirements,
    schedule,
)
from webapp.features import found, told_stuck
from webapp.features.projects import blueprint
from webapp.features.projects.beside import offers, told_cases
from webapp.features.projects.filters import Filters
from webapp.features.projects.line import glance, stage_name, stage_names, stations
from webapp.features.projects.now import awaited, first_steps, now
from webapp.features.projects.standing import standing_of
from webapp.features.projects.talk import talk_of
from webapp.features.projects.timetable import timetable
from webapp.features.projects.trail import trail

PAGE_ROWS = 25


@blueprint.get("/projects/")
def index() -> ResponseReturnValue:
    """A page of the projects the reader may see, newest first."""
    asked = Filters.of(request.args)
    rows = projects.listed(
        db.session(), g.actor, search=asked.search, stage=asked.stage or None, include_closed=asked.closed,
        where=schedule.shows(asked.light) if asked.light else None, limit=PAGE_ROWS + 1, offset=(asked.page - 1) * PAGE_ROWS)
    shown = rows[:PAGE_ROWS]
    return render_template("projects/index.html", projects=shown, asked=asked, has_more=len(rows) > PAGE_ROWS,
                           lights=schedule.lights_of(db.session(), shown), stages=stage_names(), glance=glance,
                           stage_name=stage_name, first=first_steps(shown))


@blueprint.get("/projects/<int:project_id>")
def show(project_id: int) -> ResponseReturnValue:
    """Where the project stands, what happened, who belongs to it, what was signed."""
    session = db.session()
    project = found(projects.visible(session, g.actor, project_id))
    signed = confirmations.of_project(session, project.id)
    run, way = engine.get_instance(session, project.instance_id or 0), engine.walked(session, project.instance_id or 0)
    beside, gate = projects.cases_of(session, project), gates.standing(session, project)
    waits = now(project, beside)
    return render_template(
        "projects/show.html", project=project, stations=stations(project, way),
        next=waits, awaited=[] if waits else awaited(project),
        standing=standing_of(project, run, request.args.get("process"), way=way), trail=trail(project),
        members=projects.members_of(session, project), gate=gate, gate_is_open=gates.is_open(gate),
        cases=told_cases(beside), offers=offers(project), light=schedule.light_of(session, project), plan=timetable(project),
        may_move=cases.may_look(g.actor, project) and not project.closed_at,
        is_suspended=run.suspended_at is not None,
        stuck=[told_stuck(each) for each in projects.stuck_in(session, project)],
        versions=documents.versions_of(session, project.id), readable=documents.readable(session, project.id),
        proven=evidence.standing(session, project.id),
        registers=registers.of_project(session, project), talk=talk_of(project),
        comparisons=requirements.comparisons(session, project.id), paper_address=paper_address,
        confirmations=[(row, confirmations.signers(session, row)) for row in signed])


def paper_address(version_id: int) -> str:
    """Where a member reads a frozen version."""
    return url_for("files.show_document", version_id=version_id)
