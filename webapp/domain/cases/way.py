"""Why a case is where it is: the way a token came, read backwards from its history.

History says every element that was entered and left and every flow that was taken, with what the conditions saw. From
where the token stands, the last flow taken into that element tells the one before, and so on to the beginning; out of a
called diagram the way goes on at the activity that called it, from an event at an edge at the activity it waits on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

import engine
from webapp.domain import packages

MOVED = ("token.moved", "token.returned", "token.added", "token.skipped", "token.withdrawn")
DONE = ("task.completed", "timer.fired", "message.received", "signal.received", "decision.evaluated", *MOVED)
KINDS = ("element.entered", "flow.taken", *DONE)
JOINS = frozenset({"parallelGateway", "inclusiveGateway", "complexGateway"})
LONGEST = 20_000
MOST = 80


@dataclass(frozen=True)
class Passed:
    """One element on the way: when it was reached, what happened there, and by which flow the token left it."""

    element: engine.Element
    process_id: str
    at: datetime
    done: tuple[engine.Event, ...] = ()
    """What was done there before the token left: who answered, which time ran out, what a table decided, what was moved by hand."""
    flow: engine.Flow | None = None
    saw: Mapping[str, Any] = field(default_factory=dict)
    """The values that the conditions here read."""
    instead: tuple[engine.Flow, ...] = ()
    """The ways that were not taken here, where there was a choice."""
    met: tuple[tuple[engine.Element, engine.Event], ...] = ()
    """What the other branches had done that came together here."""


def way_of(session: Session, instance: engine.Instance, token: engine.Token) -> list[Passed]:
    """The way of a token, the nearest first; where it stands is not part of it."""
    return list(_Tracing(session, instance).back_from(token.process_id, token.element_id))


class _Tracing:
    def __init__(self, session: Session, instance: engine.Instance) -> None:
        self.events = engine.history(session, instance.id, kinds=KINDS, limit=LONGEST)
        processes = engine.processes(session, instance.version_id)
        self.elements = {(process.process_id, element.id): element
                         for process in processes for element in process.elements}
        self.flows = {(process.process_id, flow.id): flow for process in processes for flow in process.flows}
        self.out_of: dict[tuple[str, str], list[engine.Flow]] = {}
        for (process_id, _), flow in self.flows.items():
            self.out_of.setdefault((process_id, flow.source), []).append(flow)
        self.callers = {call.process_id: (process.process_id, element) for process in processes
                        for element, call in packages.calls(session, instance.version_id, process).items()}

    def back_from(self, process_id: str, element_id: str) -> Iterator[Passed]:
        """Element by element to the beginning."""
        before = self._entered(len(self.events), process_id, element_id)
        last: Passed | None = None
        for _ in range(MOST):
            step = self._step_before(before, process_id, element_id)
            if step is None:
                break
            came, process_id, element_id, flow, saw = step
            if last is not None:
                yield replace(last, met=self.met_at(last.process_id, last.element.id, came, element_id))
            before = self._entered(came, process_id, element_id)
            last = self._passed(before, came, process_id, element_id, flow, saw)
        if last is not None:
            yield last

    def _step_before(
        self, before: int, process_id: str, element_id: str,
    ) -> tuple[int, str, str, engine.Flow | None, Mapping[str, Any]] | None:
        """Which event brought the token here: its place in the history, where from, and on which flow."""
        for place in range(before - 1, -1, -1):
            event = self.events[place]
            flow = self._flow(event)
            if flow is not None and flow.target == element_id and _process(event) == process_id:
                return place, process_id, flow.source, flow, event.facts.get("saw") or {}
            if event.kind in MOVED and _goal(event) == element_id and event.element_id:
                return place, self._home(event.element_id) or process_id, event.element_id, None, {}
        around = self._around(process_id, element_id)
        return (before, *around, None, {}) if around else None

    def _passed(self, entered: int, left: int, process_id: str, element_id: str,
                flow: engine.Flow | None, saw: Mapping[str, Any]) -> Passed:
        element = self.elements.get((process_id, element_id)) or engine.Element(element_id, "", "", None)
        done = tuple(event for event in self.events[entered:left + 1]
                     if event.kind in DONE and event.element_id == element_id)
        others = [other for other in self.out_of.get((process_id, element_id), ()) if other != flow] if saw else []
        at = self.events[min(entered, len(self.events) - 1)].at
        return Passed(element, process_id, at, done, flow, saw, tuple(others))

    def met_at(self, process_id: str, element_id: str, before: int, came_from: str) -> tuple[tuple[engine.Element, engine.Event], ...]:
        """What was done last on each of the other branches that come together at a join."""
        element = self.elements.get((process_id, element_id))
        if element is None or element.type not in JOINS:
            return ()
        others = [flow.source for (home, _), flow in self.flows.items()
                  if home == process_id and flow.target == element_id and flow.source != came_from]
        found = [(self.elements[process_id, name], self._done_last(name, before)) for name in others]
        return tuple((other, event) for other, event in found if event is not None)

    def _done_last(self, element_id: str, before: int) -> engine.Event | None:
        return next((event for event in reversed(self.events[:before])
                     if event.kind in DONE and event.element_id == element_id), None)

    def _entered(self, before: int, process_id: str, element_id: str) -> int:
        """The place in the history at which an element was last entered before that; the place itself, if never."""
        return next((place for place in range(before - 1, -1, -1)
                     if self.events[place].kind == "element.entered" and self.events[place].element_id == element_id
                     and _process(self.events[place]) == process_id), before)

    def _around(self, process_id: str, element_id: str) -> tuple[str, str] | None:
        """Where the way goes on from an element that no flow leads to."""
        element = self.elements.get((process_id, element_id))
        if element is None:
            return None
        if element.attached_to or element.inside:
            return process_id, element.attached_to or element.inside
        return self.callers.get(process_id)

    def _flow(self, event: engine.Event) -> engine.Flow | None:
        return self.flows.get((_process(event), event.element_id or "")) if event.kind == "flow.taken" else None

    def _home(self, element_id: str) -> str | None:
        return next((process_id for process_id, name in self.elements if name == element_id), None)


def _process(event: engine.Event) -> str:
    return str(event.facts.get("process_id", ""))


def _goal(event: engine.Event) -> str:
    """The element that a move by hand led to."""
    return str(event.facts.get("to", "")).rpartition("/")[2].partition("[")[0]
