"""The page of a case: the live diagram, the tokens, and what may be done with the chosen one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

import engine
from webapp.db import db
from webapp.domain import cases, packages, projects
from webapp.domain.cases import Case, Standing
from webapp.domain.projects import Project
from webapp.features import element_name, found, package_words, told_stuck
from webapp.features.cases import blueprint


@dataclass(frozen=True)
class Trouble:
    """What was refused, why, and what had been written."""

    act: str
    words: str

    def typed(self, act: str, field: str) -> str:
        """What stood in a field of the form that was refused."""
        return request.form.get(field, "") if act == self.act else ""


@blueprint.get("/projects/<int:project_id>/case")
def show(project_id: int) -> ResponseReturnValue:
    """Where each token stands, and the legal acts."""
    return render(found(projects.visible(db.session(), g.actor, project_id)), token=request.args.get("token", ""))


def render(project: Project, *, token: str, trouble: Trouble | None = None) -> str:
    """The whole page, perhaps with what was refused in its place."""
    session = db.session()
    if not cases.may_look(g.actor, project):
        abort(404)
    case = cases.case_of(session, project, token=token)
    process_id, state = _drawing(case)
    return render_template(
        "cases/show.html", project=project, case=case, process_id=process_id, state=state,
        steps={each.token: _step(project, each) for each in case.standing},
        back=[(place.place, _named(project, place)) for place in case.back], onward=_grouped(project, case.onward),
        stuck=[told_stuck(each) for each in projects.stuck_in(session, project)],
        trouble=trouble, may_move=cases.may_move(g.actor))


def _drawing(case: Case) -> tuple[str, dict[str, Any]]:
    """The diagram of the chosen token, or of the one that is deepest inside, with everything open marked."""
    shown = case.chosen or max(case.standing, key=lambda each: len(each.around), default=None)
    process_id = shown.process_id if shown else case.instance.process_id
    here = {each.element_id: {"state": _state(each)} for each in case.standing if each.process_id == process_id}
    return process_id, {"elements": here, "focus": [shown.element_id] if shown else []}


def _state(standing: Standing) -> str:
    return "stuck" if standing.task and standing.task.incident_id else "here"


def _step(project: Project, standing: Standing) -> dict[str, str]:
    """A token in words: the step, what is around it, and the address of its acts."""
    version = project.version_id
    return {
        "name": _join_name(version, standing) if standing.is_join else element_name(version, standing.element_id),
        "around": _path(version, standing.around),
        "address": url_for("cases.show", project_id=project.id, token=standing.token, _anchor="acts"),
    }


def _join_name(version_id: int, standing: Standing) -> str:
    """A join by its own name; where it has none, by what it does."""
    element = packages.element(db.session(), version_id, standing.element_id)
    return package_words(version_id, element.name) if element and element.name else gettext("Waits for the other branches")


def _path(version_id: int, around: Iterable[str]) -> str:
    """The steps around, from the outside in; one of several instances says which it is."""
    names = []
    for element_id, _, number in (each.partition("[") for each in around):
        names.append(element_name(version_id, element_id) + (f" {number[:-1]}" if number else ""))
    return " › ".join(names)


def _named(project: Project, place: engine.Place) -> str:
    return package_words(project.version_id, place.name or place.element_id)


def _grouped(project: Project, places: list[engine.Place]) -> dict[str, list[tuple[str, str]]]:
    """Places under the steps that they lie in."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for place in places:
        around = place.place.split("/")[:-1]
        label = _path(project.version_id, around)
        grouped.setdefault(label, []).append((place.place, _named(project, place)))
    return grouped
