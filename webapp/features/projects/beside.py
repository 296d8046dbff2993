"""Processes beside the lifecycle: which a project has, one of them in full, and beginning one by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

import engine
import forms
from webapp.db import db
from webapp.domain import customers, packages, projects, wording
from webapp.domain.projects import Beside, Case, Project, SideCase
from webapp.features import bound_form, element_name, found, keep_file, locale, package_words
from webapp.features.projects import blueprint
from webapp.features.projects.standing import standing_of
from webapp.features.projects.trail import trail_of
from webapp.transaction import transaction

OF_A_PROJECT = ("instance.started", "instance.ended", "instance.canceled")
"""Told in words that speak of a whole project; the page's head says the same of this case."""


@dataclass(frozen=True)
class ToldCase:
    """One side case in words."""

    instance_id: int
    name: str
    number: int
    about: str
    where: list[tuple[str, str]]
    """Its open steps, and who has each."""
    since: datetime
    is_over: bool
    outcome: str


@dataclass(frozen=True)
class Offer:
    """A process that the reader may begin, or the one that is open where only one may be."""

    package: str
    name: str
    open: SideCase | None


def told_cases(cases: list[projects.Case]) -> list[ToldCase]:
    """The project's side cases in the reader's words, in their order."""
    return [_told(case) for case in cases]


def offers(project: Project) -> list[Offer]:
    """What the reader may begin here."""
    session = db.session()
    return [Offer(each.package, packages.name_of(session, each.version_id, locale()), projects.open_one(session, project, each))
            for each in projects.offered(session, g.actor, project)]


@blueprint.get("/projects/<int:project_id>/beside/<int:instance_id>")
def show_beside(project_id: int, instance_id: int) -> ResponseReturnValue:
    """One side case: where it stands on its diagram, and what happened."""
    session = db.session()
    project = found(projects.visible(session, g.actor, project_id))
    case = found(projects.case_of(session, project, instance_id))
    version_id = case.instance.version_id
    return render_template(
        "projects/beside.html", project=project, case=_told(case), version_id=version_id,
        standing=standing_of(project, case.instance, request.args.get("process"), way=engine.walked(session, instance_id)),
        trail=trail_of(instance_id, version_id, leave_out=OF_A_PROJECT))


@blueprint.get("/projects/<int:project_id>/begin/<package>")
def new_beside(project_id: int, package: str) -> ResponseReturnValue:
    """The start form of a process that the reader may begin."""
    project, beside = _asked(project_id, package)
    return _page(project, beside, _bound(project, beside))


@blueprint.post("/projects/<int:project_id>/begin/<package>")
def begin_beside(project_id: int, package: str) -> ResponseReturnValue:
    """Begin it and show it; what is not in order comes back with the reasons, what was written with it."""
    project, beside = _asked(project_id, package)
    answers = _bound(project, beside, is_post=True)
    with transaction():
        answers.store_files(keep_file)
    if answers.is_refresh or not answers.validate():
        return _page(project, beside, answers), 200 if answers.is_refresh else 422
    try:
        with transaction() as rows:
            instance = projects.begin(rows, found(projects.visible(rows, g.actor, project_id)), beside,
                                      actor=g.actor, answers=answers.clean())
    except projects.OneIsOpen:
        return _page(project, beside, answers), 409
    flash(gettext("It has begun; whoever is next is told."), "good")
    return redirect(url_for("projects.show_beside", project_id=project_id, instance_id=instance.id))


def _asked(project_id: int, package: str) -> tuple[Project, Beside]:
    session = db.session()
    project = found(projects.visible(session, g.actor, project_id))
    offered = projects.offered(session, g.actor, project)
    return project, found(next((each for each in offered if each.package == package), None))


def _bound(project: Project, beside: Beside, *, is_post: bool = False) -> forms.BoundForm:
    definition = found(projects.begin_form(db.session(), beside))
    context = {"customer": customers.file_of(project.customer, project.contact), "answers": {}, "variables": {},
               "project": projects.context_of(project), "task": {}, "actor": g.actor.facts}
    return bound_form(definition, beside.version_id, context, is_post=is_post)


def _page(project: Project, beside: Beside, answers: forms.BoundForm) -> str:
    open_one = projects.open_one(db.session(), project, beside)
    return render_template("projects/begin.html", project=project, beside=beside, answers=answers, open_one=open_one,
                           why_not=open_one and wording.fill(gettext, "side-case-is-open", {}),
                           name=packages.name_of(db.session(), beside.version_id, locale()))


def _told(case: Case) -> ToldCase:
    session, version_id = db.session(), case.instance.version_id
    about = case.instance.variables.get("summary")
    outcome = element_name(version_id, case.ended_by) if case.ended_by else ""
    return ToldCase(
        case.row.instance_id, packages.name_of(session, version_id, locale()), case.row.number,
        about if isinstance(about, str) else "",
        [(package_words(version_id, each.task.name), each.who) for each in case.waiting],
        case.instance.ended_at or case.since, case.instance.ended_at is not None, outcome)
