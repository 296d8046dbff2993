"""The audit: what must hold of every instance, however often machines died under it. It only reads.

State, rows and history say the same thing three times, written in one transaction. Whoever lost or doubled
something has made two of them disagree; each rule here looks for one such disagreement. Ask in a snapshot
(REPEATABLE READ on PostgreSQL) while others work, or two moments are held against each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from typing import Any

from sqlalchemy import Table, func, select, union_all

from engine import runtime, spiff
from engine.errors import EngineError
from engine.history import PLACES
from engine.store import (
    engine_answers,
    engine_incident,
    engine_instance,
    engine_job,
    engine_subscription,
    engine_task,
    engine_timer,
)
from engine.store.types import Session

task, job, timer = engine_task.c, engine_job.c, engine_timer.c
incident, sheet = engine_incident.c, engine_answers.c
instance, subscription = engine_instance.c, engine_subscription.c

event = union_all(*(select(place.c.instance_id, place.c.kind, place.c.facts) for place in PLACES)).subquery().c
"""The whole history, wherever it is kept."""

AT_ONCE = 200
OPEN: Mapping[str, tuple[Table, Any]] = {
    "task": (engine_task, task.closed_at.is_(None)),
    "job": (engine_job, job.closed_at.is_(None)),
    "timer": (engine_timer, timer.id.is_not(None)),
    "subscription": (engine_subscription, subscription.id.is_not(None)),
}

Place = tuple[str, str]
"""The kind of a wait and its token."""


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that must not be: the rule it breaks, where, and what was found."""

    rule: str
    instance_id: int | None
    facts: dict[str, Any] = field(default_factory=dict)


def audit(session: Session, *, at_most: int = 200) -> list[Violation]:
    """Everything that breaks a rule, up to so many; an empty list is a clean bill."""
    return list(islice(chain.from_iterable(examine(session) for examine in RULES), at_most))


def _done_twice(session: Session) -> Iterator[Violation]:
    """A task is answered once and a job ends once."""
    for kind, key in (("task.completed", "task_id"), ("job.completed", "job_id")):
        number = event.facts[key].as_integer()
        query = (
            select(event.instance_id, number.label("row"), func.count().label("times"))
            .where(event.kind == kind).group_by(event.instance_id, number).having(func.count() > 1)
        )
        for found in session.execute(query):
            yield Violation("audit-done-twice", found.instance_id,
                            {"kind": kind, "row": found.row, "times": found.times})


def _unheard(session: Session) -> Iterator[Violation]:
    """What closed as completed stands in the history, and what the history says completed is closed."""
    for table, kind, key in ((engine_task, "task.completed", "task_id"), (engine_job, "job.completed", "job_id")):
        told = select(event.facts[key].as_integer()).where(
            event.kind == kind, event.instance_id == table.c.instance_id)
        closed = table.c.closed_as == "completed"
        query = select(table.c.id, table.c.instance_id, table.c.element_id)
        for rule, where in (("audit-untold", closed & table.c.id.not_in(told)),
                            ("audit-told-but-open", table.c.closed_at.is_(None) & table.c.id.in_(told))):
            for found in session.execute(query.where(where)):
                yield Violation(rule, found.instance_id,
                                {"kind": kind, "row": found.id, "element": found.element_id})


def _answers_lost(session: Session) -> Iterator[Violation]:
    """Whoever completed a task handed something in, and its rounds are numbered without a gap."""
    given = select(sheet.task_id).where(sheet.instance_id == task.instance_id, sheet.task_id == task.id)
    query = select(task.id, task.instance_id, task.element_id).where(
        task.closed_as == "completed", ~given.exists())
    for found in session.execute(query):
        yield Violation("audit-answers-lost", found.instance_id,
                        {"row": found.id, "element": found.element_id})
    rounds = (
        select(sheet.instance_id, sheet.element_id, func.count().label("kept"), func.max(sheet.revision).label("last"))
        .group_by(sheet.instance_id, sheet.element_id).having(func.count() != func.max(sheet.revision))
    )
    for gap in session.execute(rounds):
        yield Violation("audit-round-lost", gap.instance_id,
                        {"element": gap.element_id, "kept": gap.kept, "last": gap.last})


def _answers_astray(session: Session) -> Iterator[Violation]:
    """Answers cause their step or an incident: a task that never stuck is not open once it was answered.

    What a delegate answered is advice to the owner, and kept under the delegate's name.
    """
    ever_stuck = select(incident.id).where(incident.task_id == task.id)
    is_advice = sheet.element_id == task.element_id + "+" + sheet.by
    query = (
        select(task.id, task.instance_id, task.element_id).distinct()
        .join(engine_answers, (sheet.instance_id == task.instance_id) & (sheet.task_id == task.id))
        .where(task.closed_at.is_(None) | (task.closed_as != "completed"), ~ever_stuck.exists(), ~is_advice)
    )
    for found in session.execute(query):
        yield Violation("audit-answers-astray", found.instance_id,
                        {"row": found.id, "element": found.element_id})


def _left_over(session: Session) -> Iterator[Violation]:
    """An instance that has ended waits for nothing."""
    ended = instance.ended_at.is_not(None)
    left = {**OPEN, "incident": (engine_incident, incident.resolved_at.is_(None))}
    for kind, (table, is_open) in left.items():
        query = (
            select(table.c.id, table.c.instance_id, table.c.element_id)
            .join(engine_instance, instance.id == table.c.instance_id).where(is_open, ended)
        )
        for found in session.execute(query):
            yield Violation("audit-left-over", found.instance_id,
                            {"kind": kind, "row": found.id, "element": found.element_id})


def _stuck_for_nobody(session: Session) -> Iterator[Violation]:
    """A row that is stuck names an open incident, or nobody can ever try it again."""
    unresolved = select(incident.id).where(incident.resolved_at.is_(None))
    for kind, (table, is_open) in OPEN.items():
        if "incident_id" not in table.c:
            continue
        query = select(table.c.id, table.c.instance_id, table.c.element_id).where(
            is_open, table.c.incident_id.is_not(None), table.c.incident_id.not_in(unresolved))
        for found in session.execute(query):
            yield Violation("audit-stuck-for-nobody", found.instance_id,
                            {"kind": kind, "row": found.id, "element": found.element_id})


def _tokens(session: Session) -> Iterator[Violation]:
    """Each running state waits for exactly what its rows say, and for something."""
    last = 0
    while batch := _running(session, after=last):
        last = batch[-1].instance.id
        rows = _rows(session, [held.instance.id for held in batch])
        stuck = set(session.execute(select(incident.instance_id).where(
            incident.instance_id.in_([held.instance.id for held in batch]),
            incident.resolved_at.is_(None))).scalars())
        for held in batch:
            number = held.instance.id
            yield from _one(session, held, rows.get(number, {}), is_stuck=number in stuck)


def _one(
    session: Session, held: runtime.Held, rows: Mapping[Place, Any], *, is_stuck: bool
) -> Iterator[Violation]:
    number = held.instance.id
    try:
        run = runtime.restored(session, held)
    except EngineError as error:
        yield Violation("audit-unreadable", number, {"reason": error.message_id})
        return
    waits = {_place(wait): (wait.element_id, wait.due_at) for wait in run.waits()}
    for place in sorted({*waits, *rows}):
        kind, token = place
        facts = {"kind": kind, "token": token, "element": (waits.get(place) or rows.get(place) or ("", None))[0]}
        if place not in rows:
            yield Violation("audit-wait-unseen", number, facts)
        elif place not in waits:
            yield Violation("audit-row-astray", number, facts)
        elif waits[place] != rows[place]:
            yield Violation("audit-row-differs", number, facts)
    if not run.listens and not is_stuck:
        yield Violation("audit-nothing-awaited", number, {"state": [at.element_id for at in run.tokens()]})


def _running(session: Session, *, after: int) -> Sequence[runtime.Held]:
    query = select(engine_instance).where(instance.ended_at.is_(None), instance.id > after)
    rows = session.execute(query.order_by(instance.id).limit(AT_ONCE)).mappings()
    return [runtime.held(session, row) for row in rows]


def _rows(session: Session, ids: list[int]) -> dict[int, dict[Place, tuple[str, datetime | None]]]:
    """What the rows say the instances wait for."""
    found: dict[int, dict[Place, tuple[str, datetime | None]]] = {}
    for kind, (table, is_open) in OPEN.items():
        due = [table.c.due_at] if kind == "timer" else []
        query = select(table.c.instance_id, table.c.token, table.c.element_id, *due).where(
            is_open, table.c.instance_id.in_(ids))
        for row in session.execute(query):
            found.setdefault(row.instance_id, {})[kind, row.token] = (row.element_id, row.due_at if due else None)
    return found


def _place(wait: spiff.Wait) -> Place:
    return "subscription" if wait.kind in ("message", "signal") else wait.kind, wait.token


RULES = (_done_twice, _unheard, _answers_lost, _answers_astray, _left_over, _stuck_for_nobody, _tokens)
