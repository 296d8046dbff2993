"""The way of a project as stations on one line: the stages of its lifecycle, as its own version draws them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext

import engine
from webapp.db import db
from webapp.domain import packages, projects
from webapp.domain.projects import Project
from webapp.features import package_words


@dataclass(frozen=True)
class Station:
    """One stage on the line: where it stands to the project, and whether a phone may leave it out."""

    number: int
    name: str
    state: str
    is_far: bool
    link: str = ""
    """The stage's own diagram, on the project's page."""

    @property
    def words(self) -> str:
        """The state for whoever does not see the line."""
        words = {"done": gettext("done"), "here": gettext("we are here"), "passed": gettext("passed by")}
        return str(words.get(self.state, gettext("ahead")))


def stations(project: Project, way: engine.Walked) -> list[Station]:
    """The stages in order."""
    found = projects.stages(db.session(), project, way=way)
    here = next((place for place, stage in enumerate(found) if stage.state in ("active", "ahead")), 0)
    return [Station(place, package_words(project.version_id, stage.name), _state(stage.state), abs(place - here) > 1,
                    _link(project, stage.element_id))
            for place, stage in enumerate(found)]


def _link(project: Project, stage_id: str) -> str:
    drawn = packages.diagram_of(db.session(), project.version_id, stage_id)
    return url_for("projects.show", project_id=project.id, process=drawn, _anchor="diagram") if drawn else ""


def glance(project: Project) -> list[str]:
    """The line in one look, from the project's row alone: lists have many."""
    order = [element.id for element in packages.stage_elements(db.session(), project.version_id)]
    here = order.index(project.stage) if project.stage in order else 0
    if project.closed_at:
        return ["done" if place < here else "ahead" for place in range(len(order))]
    return ["done" if place < here else "here" if place == here else "ahead"
            for place in range(len(order))]


def stage_name(project: Project) -> str:
    """The stage a project is in, from its row alone."""
    return _names(project.version_id).get(project.stage or "", project.stage or "")


def stage_names() -> dict[str, str]:
    """The stages that a project may be in, as the newest lifecycle has them."""
    try:
        return _names(packages.latest(db.session(), packages.LIFECYCLE).id)
    except packages.NotDeployed:
        return {}


def _names(version_id: int) -> dict[str, str]:
    return {element.id: package_words(version_id, element.name)
            for element in packages.stage_elements(db.session(), version_id)}


def _state(state: str) -> str:
    return "here" if state == "active" else state
