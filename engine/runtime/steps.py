"""One step of one instance: act in memory, then write state, rows and events."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from engine import definitions, spiff
from engine.clock import now
from engine.errors import EngineError, InstanceSuspended, NoSuchProcess, NotWaiting, StaleInstance
from engine.history import PATH, Entry, add_events, entry
from engine.immutable import altered, immutable
from engine.runtime import failures
from engine.runtime.acts import MOVES, Act, Blame, Completion, Held
from engine.runtime.readings import surroundings
from engine.store import (
    Batch,
    Statement,
    engine_incident,
    engine_instance,
    keep_values,
    plain,
    projection,
    waits,
    writing,
)
from engine.store.projection import Change
from engine.store.rows import Instance
from engine.store.types import Session
from engine.store.waits import Cause
from engine.store.writing import NOTHING_FORESEEN, Foreseen, Written

log = logging.getLogger("engine")

CLOSED_AS = {"throw_error": "error", "return": "returned", "move": "moved", "cancel_token": "canceled",
             "skip": "skipped", "withdraw": "withdrawn", "sign_less": "canceled"}
TOLD_AS = {"start": "instance.started", "fire": "timer.fired", "deliver": "message.received",
           "signal": "signal.received", "cancel": "instance.canceled",
           "return": "token.returned", "move": "token.moved", "add": "token.added",
           "cancel_token": "token.canceled", "skip": "token.skipped", "set": "variables.changed",
           "more": "instance.joined", "sign_more": "signer.added", "sign_less": "signer.removed",
           "withdraw": "token.withdrawn"}

INSERTED = ("version_id", "process_id", "business_key", "started_at", "started_by", "ended_at", "outcome",
            "suspended_at")
WHILE_SUSPENDED = MOVES | {"cancel", "finish_job", "throw_error"}

SAVE = Statement(
    update(engine_instance)
    .where(engine_instance.c.id == bindparam("saved_id"),
           engine_instance.c.revision == bindparam("restored"))
    .values({name: bindparam(name)
             for name in ("revision", "state", "ended_at", "outcome")})
)
UNRESOLVED = Statement(select(engine_incident.c.id).where(
    engine_incident.c.instance_id == bindparam("of_instance"), engine_incident.c.resolved_at.is_(None)))


Beside = tuple[Statement, Mapping[str, Any]]   # what is kept with a step, whatever comes of it; its `at` is the step's


@immutable
class _Step:
    """A step that stands in memory, every row of it prepared."""

    instance: Instance
    state: bytes
    values: Mapping[str, str]
    change: Change
    moved: list[spiff.Moved]
    thrown: list[spiff.Thrown]


@immutable
class Done:
    """What a step did, and what it means for other instances and for messages kept."""

    completion: Completion
    thrown: Sequence[spiff.Thrown] = ()
    subscriptions: Sequence[Mapping[str, Any]] = ()


@immutable
class Start:
    """Where an instance begins: a process of a version, at one of its start events or plainly."""

    process_id: str
    version_id: int
    element_id: str | None = None


def begin(
    session: Session,
    at_start: Start,
    *,
    actor: str,
    variables: Mapping[str, Any] | None = None,
    business_key: str | None = None,
) -> Done:
    """The first step of a new instance; if it fails, nothing is started."""
    at, process_id, version_id = now(), at_start.process_id, at_start.version_id
    program = definitions.program(session, version_id)
    if process_id not in program.processes:
        raise NoSuchProcess("no-such-process", version_id=version_id, process_id=process_id)
    if business_key is not None:
        projection.text(business_key, "business_key")
    who = program.processes[process_id].initiator
    given = {**({who: actor} if who else {}), **(variables or {})}
    run = program.start(process_id, plain(given), at, at_start.element_id,
                        spiff.Surroundings(elsewhere=definitions.OtherVersions(session, version_id)))
    seed = Instance(0, version_id, process_id, business_key, at, actor, None, None, {})
    act = Act("start", actor, name=process_id, element_id=at_start.element_id)
    step = _step(run, {}, seed, at)
    instance_id = session.execute(
        insert(engine_instance).values(
            state=step.state, revision=1,
            **{name: getattr(step.instance, name) for name in INSERTED},
        ).returning(engine_instance.c.id)
    ).scalar_one()
    begun, batch = replace(step, instance=replace(step.instance, id=instance_id)), Batch(session)
    done = _write(batch, begun, act, at)
    batch.run()
    return done


def take(session: Session, held: Held, act: Act, blame: Blame, beside: Beside | None = None) -> Done:
    """Do one act to a locked instance. A step that fails leaves an incident, and what is to be kept beside it."""
    at = now()
    if held.instance.suspended_at is not None and act.verb not in WHILE_SUSPENDED:
        raise InstanceSuspended("instance-suspended", instance_id=held.instance.id)
    program = definitions.program(session, held.instance.version_id)
    act = _routed(act, program)
    try:
        step = _act(session, program, held, act, at)
    except NotWaiting:
        raise
    except EngineError as error:
        if act.verb in MOVES:
            raise
        failure = error
    except Exception as error:
        log.exception("step.failed", extra={"instance": held.instance.id, "verb": act.verb})
        failure = EngineError("step-failed", error=type(error).__name__)
        if act.verb in MOVES:
            raise failure from error
    else:
        return _saved(session, held, step, act, at, beside)
    batch = Batch(session)
    _keep(batch, beside, at)
    batch.run()
    return _failed(session, held, act, blame, failure)


def _routed(act: Act, program: spiff.Program) -> Act:
    """Of a form's answers only those that some expression reads travel with the instance."""
    if act.verb != "complete":
        return act
    names = program.routing_names
    if program.reaches_elsewhere or act.variables.keys() <= names:
        return act
    return altered(act, variables={key: act.variables[key] for key in act.variables if key in names})


def _act(session: Session, program: spiff.Program, held: Held, act: Act, at: datetime) -> _Step:
    """Restore, act and advance in memory."""
    run = program.restore(held.state, at, surroundings(session, held.instance.id, held.instance.version_id))
    before = run.standing()
    if act.token and act.verb not in MOVES and act.token not in before:
        raise NotWaiting("not-waiting", instance_id=held.instance.id, token=act.token)
    act.on(run)
    return _step(run, before, held.instance, at)


def _step(
    run: spiff.Run, before: Mapping[str, spiff.Standing], instance: Instance, at: datetime
) -> _Step:
    """Prepare every row, so that nothing can fail once writing has begun."""
    after = altered(instance, variables=run.variables, outcome=run.outcome,
                    ended_at=at if run.ended else None)
    standing = run.standing()
    change = projection.difference(before, standing, run.told(standing, but=before), instance, at)
    stored, thrown = run.store(), run.thrown()
    for sent in thrown:   # those who wait are looked for by these
        projection.text(sent.name, "name")
        projection.text(sent.correlation_key or "", "correlation_key")
    return _Step(after, stored.state, stored.values, change, run.events(), thrown)


def _saved(
    session: Session, held: Held, step: _Step, act: Act, at: datetime, beside: Beside | None = None
) -> Done:
    """Write the state over the very revision that was restored, and its rows; or the transaction is lost."""
    instance, batch = step.instance, Batch(session)
    saved = batch.ask(SAVE, {
        "saved_id": instance.id, "restored": held.revision, "revision": held.revision + 1,
        "state": step.state, "ended_at": instance.ended_at, "outcome": instance.outcome,
    })

    def is_saved() -> None:
        if saved.count != 1:
            raise StaleInstance("stale-instance", instance_id=instance.id, revision=held.revision)

    done = _write(batch, step, act, at, beside, held.foreseen)
    batch.leave(is_saved)
    return done


def _write(
    batch: Batch, step: _Step, act: Act, at: datetime, beside: Beside | None = None,
    foreseen: Foreseen = NOTHING_FORESEEN,
) -> Done:
    """Write what the step opened and closed and what happened in it."""
    session, instance = batch.session, step.instance
    if step.values:
        keep_values(batch, instance.id, step.values)
    cause = Cause(act.token, CLOSED_AS.get(act.verb, "completed"), act.actor, at)
    written = writing.write(batch, instance.id, step.change, cause, foreseen)
    add_events(batch, [
        *_told(step, act, written, at),
        *failures.resolve(session, _overcome(batch, instance, written),
                          instance_id=instance.id, actor=act.retried_by or act.actor, at=at),
    ])
    _keep(batch, beside, at)
    task = next((task for task in written.closed if task.token == act.token), None)
    return Done(Completion(instance, task, written.opened), step.thrown,
                step.change.new.get("subscription", []))


def _keep(batch: Batch, beside: Beside | None, at: datetime) -> None:
    if beside is not None:
        statement, values = beside
        batch.ask(statement, {**values, "at": at})


def _told(step: _Step, act: Act, written: Written, at: datetime) -> list[Entry]:
    """The move as events: what caused it, what it closed, where it went, what it opened."""
    tell = partial(entry, instance_id=step.instance.id, at=at, actor=act.actor)
    told = [tell(note.kind, element_id=note.element_id, facts=note.facts) for note in written.closing]
    if act.verb in TOLD_AS:
        told.insert(0, tell(TOLD_AS[act.verb], element_id=act.element_id, facts=act.told))
    if step.moved:
        told.append(tell(PATH, facts=_path(step.moved, step.instance.process_id)))
    told += [tell(note.kind, element_id=note.element_id, facts=note.facts) for note in written.opening]
    if step.instance.ended_at and act.verb != "cancel":
        told.append(tell("instance.ended", facts={"outcome": step.instance.outcome}))
    return told


def _path(moved: Sequence[spiff.Moved], process_id: str) -> dict[str, Any]:
    """The way that tokens went. A move says its process where that is another: one that was called."""
    return {"process_id": process_id, "moves": [
        (move.kind, move.element_id,
         move.facts if move.process_id == process_id else {**move.facts, "process_id": move.process_id})
        for move in moved
    ]}


def _overcome(batch: Batch, instance: Instance, written: Written) -> list[int]:
    """Incidents that this step leaves behind; all of them, when the instance has ended."""
    if instance.ended_at is None:
        return list(written.resolved)
    found = batch.ask(UNRESOLVED, {"of_instance": instance.id})
    batch.run()
    return [row["id"] for row in found.rows]


def _failed(session: Session, held: Held, act: Act, blame: Blame, error: EngineError) -> Done:
    if act.verb == "cancel":
        return _withdraw(session, held, act)
    incident = failures.open_incident(session, held.instance.id, error, blame, act)
    return Done(Completion(held.instance, incident=incident))


def _withdraw(session: Session, held: Held, act: Act) -> Done:
    """Cancel an instance whose state the machine cannot read: its rows say what it waited for."""
    at = now()
    ended = replace(held.instance, ended_at=at, outcome="canceled")
    change = Change(gone=waits.open_tokens(session, held.instance.id))
    step = _Step(ended, held.state, {}, change, [], [])
    return _saved(session, held, step, act, at)
