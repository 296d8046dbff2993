"""What an approver may do beside answering: ask others to sign too, let them go, take an answer back."""

from __future__ import annotations

from sqlalchemy import func, select, update

from engine import runtime, spiff
from engine.clock import now
from engine.errors import MoveRefused
from engine.moves.cases import carry_out, hold, open_task
from engine.runtime import Act, Completion
from engine.store import engine_job, engine_task, projection
from engine.store.rows import Task
from engine.store.types import Session

task = engine_task.c


def add_signer(
    session: Session, task_id: int, *, who: str, where: str, actor: str, reason: str
) -> Completion:
    """Ask somebody to sign too: `before`, which holds this task, `after` it, or `beside` it.

    Whoever is added does not count among the instances of a multi-instance; `add_instance` adds one that does.
    """
    found = open_task(session, task_id)
    projection.text(who, "assignee")
    if who == found.assignee:
        raise MoveRefused("signer-twice", who=who)
    return carry_out(session, found.instance_id, Act(
        "sign_more", actor, found.token, name=who, message=reason, place=where, element_id=found.element_id))


def remove_signer(session: Session, task_id: int, *, actor: str, reason: str) -> Completion:
    """Let an added signer go, with all whom that one has asked; only tasks made by `add_signer`."""
    found = open_task(session, task_id)
    if found.signs is None:
        raise MoveRefused("signer-not-added", task_id=task_id)
    return carry_out(session, found.instance_id, Act(
        "sign_less", actor, found.token, name=found.assignee or "", message=reason, element_id=found.element_id))


def withdraw_task(session: Session, task_id: int, *, actor: str, reason: str) -> Completion:
    """Take one's own answer back and have the task again, as long as nothing that follows it is done."""
    mine = _own(session, task_id, actor)
    held = hold(session, mine.instance_id)
    run = runtime.restored(session, held)
    if _is_late(session, mine, run):
        raise MoveRefused("withdraw-late", task_id=task_id)
    token = next((token.token for token in run.tokens()
                  if any(_is(place, mine) for place in run.targets(token.token, back=True))), None)
    if token is None:
        raise MoveRefused("withdraw-nowhere", task_id=task_id)
    done = carry_out(session, mine.instance_id, Act(
        "withdraw", actor, token, message=reason, place=mine.element_id, element_id=mine.element_id))
    for opened in done.opened:
        if opened.element_id == mine.element_id and opened.assignee is None:
            session.execute(update(engine_task).where(task.id == opened.id)
                            .values(assignee=actor, claimed_at=now()))
    return done


def _own(session: Session, task_id: int, actor: str) -> Task:
    found = runtime.find_task(session, task_id)
    if found.closed_as != "completed" or found.closed_by != actor:
        raise MoveRefused("withdraw-not-yours", task_id=task_id)
    if found.signs is not None:
        raise MoveRefused("withdraw-signer", task_id=task_id)
    return found


def _is_late(session: Session, mine: Task, run: spiff.Run) -> bool:
    """Whether anything that follows is done, or one of several instances would have to come back alone."""
    twins = select(func.count()).where(
        task.instance_id == mine.instance_id, task.element_id == mine.element_id,
        task.opened_at == mine.opened_at, task.signs.is_(None))
    if session.execute(twins).scalar_one() > 1:
        raise MoveRefused("withdraw-one-of-several", task_id=mine.id)
    since = [
        select(table.c.element_id, table.c.process_id).where(
            table.c.instance_id == mine.instance_id, begun >= mine.closed_at, table.c.closed_as == "completed",
            table.c.id != (mine.id if table is engine_task else 0))
        for table, begun in ((engine_task, task.opened_at), (engine_job, engine_job.c.created_at))
    ]
    return any(
        row.process_id != mine.process_id or run.follows(row.element_id, mine.element_id, mine.process_id)
        for query in since for row in session.execute(query)
    )


def _is(place: spiff.Place, mine: Task) -> bool:
    return (place.element_id, place.process_id) == (mine.element_id, mine.process_id)
