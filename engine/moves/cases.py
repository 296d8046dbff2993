"""Moving cases by hand: return, move, add, cancel, skip, set variables, suspend and resume.

Each verb takes who and why, is refused in words before anything changes (`MoveRefused`), and stands in the
history with both. docs/engine/moves.md is the written semantics. Whether the actor may is for the caller to know.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select, update

from engine import runtime, spiff
from engine.clock import now
from engine.errors import (
    InstanceEnded,
    MoveRefused,
    NoSuchInstance,
    NotWaiting,
    TaskNotOpen,
)
from engine.history import element_times, record
from engine.runtime import Act, Blame, Completion, Held
from engine.store import engine_instance, engine_task, plain
from engine.store.rows import Instance, Task
from engine.store.types import Session

task = engine_task.c


def return_targets(session: Session, task_id: int) -> list[spiff.Place]:
    """The steps that a task's case has been at and may be sent back to from it, the nearest scope first."""
    found = open_task(session, task_id)
    passed = element_times(session, found.instance_id)
    return _targets(session, found.instance_id, found.token, back=True, among=passed)


def move_targets(session: Session, instance_id: int, token: str) -> list[spiff.Place]:
    """The steps that a token may be moved to, forward or back."""
    return _targets(session, instance_id, token, back=False)


def return_task(
    session: Session, task_id: int, *, to: str, actor: str, reason: str, straight: bool = False
) -> Completion:
    """Send a case back from this task to an earlier step; the task closes as returned.

    Afterwards the steps between come again, or, `straight`, the step goes straight back to this one.
    """
    found = open_task(session, task_id)
    act = Act("return", actor, found.token, message=reason, place=to, straight=straight,
              element_id=found.element_id)
    return carry_out(session, found.instance_id, act)


def skip_task(session: Session, task_id: int, *, actor: str, reason: str) -> Completion:
    """Go on as if the task were done, with nobody's answers."""
    found = open_task(session, task_id)
    return carry_out(session, found.instance_id,
                 Act("skip", actor, found.token, message=reason, element_id=found.element_id))


def move_token(
    session: Session, instance_id: int, token: str, *, to: str, actor: str, reason: str
) -> Completion:
    """Let a token go on at another step; a parallel block that it leaves ends with it."""
    return carry_out(session, instance_id, Act("move", actor, token, message=reason, place=to))


def add_token(session: Session, instance_id: int, *, at: str, actor: str, reason: str) -> Completion:
    """Set one more token down beside those that are there."""
    return carry_out(session, instance_id, Act("add", actor, message=reason, place=at))


def cancel_token(
    session: Session, instance_id: int, token: str, *, actor: str, reason: str
) -> Completion:
    """Take a token away; its branch counts as done, one of several instances is one less."""
    return carry_out(session, instance_id, Act("cancel_token", actor, token, message=reason))


def skip_token(
    session: Session, instance_id: int, token: str, *, actor: str, reason: str
) -> Completion:
    """Go on as if what this token waits for had happened."""
    return carry_out(session, instance_id, Act("skip", actor, token, message=reason))


def add_instance(
    session: Session, instance_id: int, token: str, *, item: Any, actor: str, reason: str
) -> Completion:
    """One instance more of the multi-instance that this token is one of; it counts like the others."""
    data = plain({"item": item})
    return carry_out(session, instance_id, Act("more", actor, token, data, message=reason))


def set_variables(
    session: Session, instance_id: int, variables: Mapping[str, Any], *, actor: str, reason: str,
    token: str = "",
) -> Completion:
    """Set variables of the process, or those that a token there sees."""
    return carry_out(session, instance_id,
                 Act("set", actor, token, plain(dict(variables)), message=reason))


def suspend_instance(session: Session, instance_id: int, *, actor: str, reason: str) -> Instance:
    """Let nothing happen in an instance until it is resumed; a worker may still report what it has in hand."""
    held = hold(session, instance_id)
    if held.instance.suspended_at is not None:
        return held.instance
    return _set_suspended(session, instance_id, True, actor, reason)


def resume_instance(session: Session, instance_id: int, *, actor: str, reason: str = "") -> Instance:
    """Let an instance go on; timers that came due meanwhile fire now, messages and signals that came are given."""
    held = hold(session, instance_id)
    if held.instance.suspended_at is None:
        return held.instance
    resumed = _set_suspended(session, instance_id, False, actor, reason)
    runtime.give_arrived(session, resumed)
    return resumed


def suspended_among(session: Session, instance_ids: Collection[int]) -> set[int]:
    """Which of these instances are suspended."""
    asked = select(engine_instance.c.id).where(
        engine_instance.c.id.in_(set(instance_ids)), engine_instance.c.suspended_at.is_not(None))
    return set(session.execute(asked).scalars()) if instance_ids else set()


def _set_suspended(
    session: Session, instance_id: int, suspended: bool, actor: str, reason: str
) -> Instance:
    row = session.execute(
        update(engine_instance).where(engine_instance.c.id == instance_id)
        .values(suspended_at=now() if suspended else None).returning(engine_instance)
    ).mappings().one()
    record(session, instance_id=instance_id, actor=actor, facts={"message": reason},
           kind="instance.suspended" if suspended else "instance.resumed")
    return runtime.reading(session, row)


def hold_instance(session: Session, instance_id: int) -> Instance:
    """Lock an instance that has not ended, so that what is judged of it now holds until the commit."""
    return hold(session, instance_id).instance


def carry_out(session: Session, instance_id: int, act: Act) -> Completion:
    """Do one act by hand to an instance; the history names the step that the token stood at."""
    held = hold(session, instance_id)
    if act.token and act.element_id is None:
        act = replace(act, element_id=_element_at(session, held, act.token))
    try:
        return runtime.move(session, held, act, Blame("move"))
    except NotWaiting:
        raise MoveRefused("move-token-gone", token=act.token) from None


def hold(session: Session, instance_id: int) -> Held:
    """Lock an instance that has not ended."""
    held = runtime.lock(session, instance_id)
    if held.instance.ended_at is not None:
        raise InstanceEnded("instance-ended", instance_id=instance_id)
    return held


def _targets(
    session: Session, instance_id: int, token: str, *, back: bool, among: Container[str] | None = None
) -> list[spiff.Place]:
    seen = runtime.seen(session, instance_id)
    if seen is None:
        raise NoSuchInstance("no-such-instance", instance_id=instance_id)
    try:
        return runtime.restored(session, seen).targets(token, back=back, among=among)
    except NotWaiting:
        return []


def open_task(session: Session, task_id: int) -> Task:
    """The task of this id, if it is open."""
    found = runtime.find_task(session, task_id)
    if found.closed_at is not None:
        raise TaskNotOpen("task-not-open", task_id=task_id)
    return found


def _element_at(session: Session, held: Held, token: str) -> str | None:
    standing = runtime.restored(session, held).tokens()
    return next((at.element_id for at in standing if at.token == token), None)
