"""The way of a project as stations on one line: the lifecycle's stages, and what lies beyond them."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from webapp.db import db
from webapp.domain import projects
from webapp.domain.projects import Project
from webapp.features import package_words

BEYOND = {
    "initiation": _("Initiation"),
    "requirements": _("Requirements"),
    "design": _("Design"),
    "contract_review": _("Contract review"),
    "planning": _("Planning"),
    "execution": _("Execution"),
    "acceptance": _("Acceptance"),
    "handover": _("Handover"),
    "follow_up": _("Follow-up"),
}


@dataclass(frozen=True)
class Station:
    """One stage on the line: where it stands to the project, and whether a phone may leave it out."""

    number: int
    name: str
    state: str
    is_far: bool

    @property
    def words(self) -> str:
        """The state for whoever does not see the line."""
        words = {"done": gettext("done"), "here": gettext("we are here")}
        return str(words.get(self.state, gettext("ahead")))


def stations(project: Project) -> list[Station]:
    """The stages in order. The diagram knows its own; those it does not have yet lie ahead."""
    known = {stage.element_id: stage for stage in projects.stages(db.session(), project)}
    states = [(package_words(project.version_id, known[element_id].name) if element_id in known
               else str(BEYOND[element_id]),
               _state(known[element_id].state) if element_id in known else "ahead")
              for element_id in {**dict.fromkeys(known), **dict.fromkeys(BEYOND)}]
    here = next((place for place, (_name, state) in enumerate(states) if state != "done"), 0)
    return [Station(place, name, state, abs(place - here) > 1)
            for place, (name, state) in enumerate(states)]


def glance(project: Project) -> list[str]:
    """The line in one look, from the project's row alone: lists have many."""
    order = list(BEYOND)
    here = order.index(project.stage) if project.stage in order else 0
    if project.closed_at:
        return ["done" if place < here else "ahead" for place in range(len(order))]
    return ["done" if place < here else "here" if place == here else "ahead"
            for place in range(len(order))]


def stage_name(project: Project) -> str:
    """The stage a project is in, from its row alone."""
    return str(BEYOND.get(project.stage or "", project.stage or ""))


def _state(state: str) -> str:
    return "here" if state == "active" else state
