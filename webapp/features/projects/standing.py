"""Where a project stands on one of its diagrams: for the drawing, and the same in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from flask import url_for
from flask_babel import gettext

import engine
from webapp.db import db
from webapp.domain import packages, people
from webapp.domain.projects import Project
from webapp.features import found, package_words, span

STEPS = {"userTask", "serviceTask", "businessRuleTask", "callActivity", "sendTask", "receiveTask"}


@dataclass(frozen=True)
class Step:
    """Where one step of a diagram stands, in words."""

    state: str
    words: str
    time: str = ""
    who: str = ""
    link: str | None = None


@dataclass
class Standing:
    """One diagram of a project: what to lay over it, where to look first, and its steps in words."""

    process: engine.Process
    path: list[tuple[str, str]]
    """The way in from the outermost diagram: address and name, this one the last."""
    elements: dict[str, dict[str, Any]] = field(default_factory=dict)
    steps: dict[str, Step] = field(default_factory=dict)
    focus: list[str] = field(default_factory=list)

    @property
    def state(self) -> dict[str, Any]:
        """What the drawing is told."""
        return {"elements": self.elements, "focus": self.focus}

    @property
    def lines(self) -> list[packages.Line]:
        """The diagram as a list."""
        return packages.outline(self.process)


def standing_of(project: Project, run: engine.Instance, asked: str | None, *, way: engine.Walked) -> Standing:
    """The asked diagram of a run that belongs to the project, else the innermost one in which something waits."""
    session, version_id = db.session(), run.version_id
    processes = engine.processes(session, version_id)
    tokens = engine.tokens(session, run.id, way=way)
    innermost = max(tokens, key=lambda token: len(token.scope_path), default=None)
    root = packages.root_process(session, version_id).process_id
    wanted = asked or (innermost.process_id if innermost else root)
    process = found(next((process for process in processes if process.process_id == wanted), None))
    entered = _way(version_id, process.process_id, innermost)
    path = [(url_for("projects.show", project_id=project.id, process=each.process_id, _anchor="diagram"),
             package_words(version_id, each.name or each.process_id)) for each in entered]
    return _Reading(project, run, process, path, tokens, way).standing()


def _way(version_id: int, process_id: str, innermost: engine.Token | None) -> list[engine.Process]:
    """How one comes to a diagram: as the token there came, else as the diagrams call each other first."""
    session = db.session()
    if innermost is not None and innermost.process_id == process_id:
        known = {process.process_id: process for process in engine.processes(session, version_id)}
        places = [place.partition("[")[0] for place in innermost.scope_path.split("/") if place]
        called = [packages.diagram_of(session, version_id, place) for place in places]
        root = packages.root_process(session, version_id).process_id
        return [known[each] for each in dict.fromkeys([root, *called, process_id]) if each in known]
    return packages.path_to(session, version_id, process_id)


class _Reading:
    """Gathers what history, tokens, tasks and incidents say about one diagram."""

    def __init__(self, project: Project, run: engine.Instance, process: engine.Process,
                 path: list[tuple[str, str]], tokens: list[engine.Token], way: engine.Walked) -> None:
        session, instance_id, self.version_id = db.session(), run.id, run.version_id
        self.project, self.process, self.path = project, process, path
        self.times, self.flows = way.times, way.flows
        self.here = Counter(token.element_id for token in tokens)
        self.here.update({place for token in tokens for place in token.scope_path})
        self.tasks = {task.element_id: task for task
                      in engine.open_tasks(session, instance_ids=[instance_id])}
        # What failed may be the way out of a step, which stays open until the way is mended.
        self.stuck = {incident.element_id for incident in engine.incidents(session, instance_ids=[instance_id])}
        self.stuck |= {task.element_id for task in self.tasks.values() if task.incident_id}
        self.names = people.named(session, [task.assignee for task in self.tasks.values()])
        self.called = _called(run.version_id, process)

    def standing(self) -> Standing:
        shown = Standing(self.process, self.path)
        shown.elements = {flow: {"state": "done"} for flow in self.flows}
        shown.elements |= {flow.id: {"state": "stuck"} for flow in self.process.flows if flow.id in self.stuck}
        for element in self.process.elements:
            shown.elements[element.id] = self._facts(element)
            shown.steps[element.id] = self._step(element)
        shown.focus = [element.id for element in self.process.elements
                       if element.type != "subProcess"
                       and (self.here.get(element.id) or element.id in self.stuck)]
        return shown

    def _facts(self, element: engine.Element) -> dict[str, Any]:
        """What is laid over one element; a sub-process only frames what waits inside it."""
        if element.type == "subProcess":
            return {"state": "around"} if self.here.get(element.id) else {}
        facts = {"state": self._state(element.id), "time": self._time(element),
                 "count": self.here.get(element.id, 0), "link": self._link(element.id)}
        return {key: value for key, value in facts.items() if value}

    def _state(self, element_id: str) -> str:
        if element_id in self.stuck:
            return "stuck"
        if self.here.get(element_id):
            return "here"
        times = self.times.get(element_id)
        return "done" if times and times.left_at else ""

    def _time(self, element: engine.Element) -> str:
        times = self.times.get(element.id)
        if times is None or element.type not in STEPS:
            return ""
        return span((times.left_at or engine.now()) - times.entered_at)

    def _step(self, element: engine.Element) -> Step:
        state, task = self._state(element.id), self.tasks.get(element.id)
        words = {"done": gettext("done"), "here": gettext("open now"), "stuck": gettext("stuck")}
        who = self.names.get(task.assignee or "", "") if task else ""
        return Step(state, words.get(state, gettext("not reached yet")), self._time(element), who,
                    self._link(element.id))

    def _link(self, element_id: str) -> str | None:
        if element_id in self.tasks:
            return url_for("tasks.show", task_id=self.tasks[element_id].id)
        if element_id in self.called:
            return url_for("projects.show", project_id=self.project.id,
                           process=self.called[element_id], _anchor="diagram")
        return None


def _called(version_id: int, process: engine.Process) -> dict[str, str]:
    """Which call activity leads to which diagram."""
    return {element: call.process_id
            for element, call in packages.calls(db.session(), version_id, process).items()}
