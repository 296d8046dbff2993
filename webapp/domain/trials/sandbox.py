"""Play a story: a database in memory that is made for it and gone after it, the engine's own machine, a clock that stands.

No inbox, mail, report or number can show anything of it, because none of its rows ever are in the product's database.
What the system would do is pretended: told in the trail, with the answer that lets the process go on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

import engine
from webapp.domain.trials.story import FURTHEST, BadStep, Step, Story

WORKER = "trial"
PACKAGE = "trial"
MOST_MOVES = 400
SHOWN = frozenset({"task.opened", "flow.taken", "decision.evaluated", "timer.fired", "message.received", "signal.received",
                   "instance.completed", "instance.ended", "incident.opened", "job.created"})
PRETENDED: Mapping[str, Mapping[str, Any]] = {
    "confirmations.prepare": {"confirmation_id": 1},
    "confirmations.verify": {"signature_outcome": "signed"},
    "gates.check": {"gate_missing": []},
    "projects.join": {"project_code": "P-0000-000", "project_name": "试运行", "project_lead": "project_lead",
                      "customer_contact": "customer", "case_number": 1},
    "webhooks.send": {"webhook_status": 200, "webhook_answer": {}},
}


@dataclass
class Moves:
    """What one step brought about: events of the diagram, and what the system would have done."""

    step: Step | None
    at: datetime
    events: list[engine.Event] = field(default_factory=list)
    jobs: list[engine.Job] = field(default_factory=list)


@dataclass(frozen=True)
class Beat:
    """One line of what happened, for pages: the element, and what was seen there."""

    kind: str
    element: str
    facts: Mapping[str, Any]


@dataclass
class Played:
    """Where a story stands after its last step, and how it came there."""

    at: datetime
    instance: engine.Instance
    trail: list[Moves]
    tasks: list[engine.Task]
    timers: list[engine.Timer]
    tokens: list[engine.Token]
    incidents: list[engine.Incident]
    answers: dict[str, Any]
    variables: dict[str, Any]
    failure: engine.EngineError | None = None

    @property
    def path(self) -> list[str]:
        """The people's steps in the order they were opened: what an example holds a later version to."""
        return [event.element_id or "" for moves in self.trail for event in moves.events if event.kind == "task.opened"]

    @property
    def outcome(self) -> str:
        return self.instance.outcome or ""


def play(files: Mapping[str, bytes], story: Story) -> Played:
    """Play a story from its start; the first step that fails ends it, and says why."""
    with _database() as session:
        return _Play(session, files, story).to_the_end()


class _Play:
    """One playing of one story."""

    def __init__(self, session: Session, files: Mapping[str, bytes], story: Story) -> None:
        self.session, self.story, self.at = session, story, story.begins_at
        self.trail: list[Moves] = []
        self.last = 0
        with engine.clock_stands_at(self.at):
            version = engine.deploy(session, PACKAGE, files, actor=WORKER, judge=lambda _files: [])
            self.id = engine.start(session, story.process_id, version_id=version.id, actor=WORKER,
                                   variables=dict(story.variables), business_key="trial").id
            self._settle(None)

    def to_the_end(self) -> Played:
        failure = None
        for step in self.story.steps:
            if step.do == "turn":
                self.at += _length(step)
            try:
                with engine.clock_stands_at(self.at), self.session.begin_nested():
                    self._do(step)
                    self._settle(step)
            except engine.EngineError as error:
                failure = error
                break
        with engine.clock_stands_at(self.at):
            return self._seen(failure)

    def _do(self, step: Step) -> None:
        if step.do == "complete":
            task = next((each for each in self._tasks() if each.element_id == step.element), None)
            if task is None:
                raise BadStep("trial-no-task", field="element", element=step.element)
            engine.complete_task(self.session, task.id, actor=task.assignee or step.by or WORKER, answers=dict(step.data))
        elif step.do == "message":
            got = engine.publish_message(self.session, step.name, correlation_key=step.key, variables=dict(step.data), actor=WORKER)
            if not got:
                raise BadStep("trial-nobody-waits", field="name", name=step.name, key=step.key)

    def _settle(self, step: Step | None) -> None:
        """Let timers fire and the system's work be done until only people and time are waited for."""
        moves = Moves(step, self.at)
        for _ in range(MOST_MOVES):
            fired = engine.fire_due_timers(self.session)
            jobs = engine.lease_jobs(self.session, worker=WORKER, lease=timedelta(days=1))
            for job in jobs:
                moves.jobs.append(job)
                engine.complete_job(self.session, job.id, worker=WORKER, variables=dict(PRETENDED.get(job.type, {})))
            if not fired and not jobs:
                break
        told = engine.history(self.session, self.id, after=self.last, limit=2000)
        self.last = max([self.last, *(event.id for event in told)])
        moves.events = [event for event in told if event.kind in SHOWN]
        self.trail.append(moves)

    def _tasks(self) -> list[engine.Task]:
        return engine.open_tasks(self.session, instance_ids=[self.id], limit=200)

    def _seen(self, failure: engine.EngineError | None) -> Played:
        session = self.session
        instance = engine.get_instance(session, self.id)
        answers = {element: sheet.data for element, sheet in engine.answers(session, self.id).items()}
        return Played(self.at, instance, self.trail, self._tasks(), engine.timers(session, self.id),
                      engine.tokens(session, self.id), engine.incidents(session, instance_ids=[self.id]), answers, dict(instance.variables), failure)


def _length(step: Step) -> timedelta:
    length = timedelta(seconds=step.seconds)
    if not timedelta() <= length <= FURTHEST:
        raise BadStep("trial-time", field="seconds")
    return length


@contextmanager
def _database() -> Iterator[Session]:
    """A database of the machine's tables alone, in memory; nothing of it is ever committed anywhere."""
    database = create_engine("sqlite://")
    engine.prepare_database(database)
    tables = [table for name, table in engine.metadata.tables.items() if name.startswith("engine_")]
    engine.metadata.create_all(database, tables=tables)
    session = Session(database)
    try:
        engine.begin_immediate(session)
        yield session
    finally:
        session.close()
        database.dispose()
