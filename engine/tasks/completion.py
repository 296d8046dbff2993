"""Completing a task: the answers are kept whatever comes, and the instance moves on if it can.

Instance and task are locked and read in one statement, the instance first as everywhere: of two people
who complete at the same instant exactly one does, and who was handed a task a moment ago is asked for,
not who had it when the page was shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import EllipsisType
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from engine import runtime
from engine.clock import now
from engine.errors import MoveRefused, NoSuchTask, NotWaiting, NotYourTask, TaskNotOpen, TaskStuck
from engine.history import record
from engine.runtime import Act, Blame, Completion
from engine.store import Statement, engine_answers, engine_instance, engine_task, plain
from engine.store.direct import Row
from engine.store.rows import Task, read

task, sheets = engine_task.c, engine_answers.c

HOLD = Statement(
    runtime.held_query()
    .join(engine_task, task.instance_id == engine_instance.c.id)
    .add_columns(*(column.label(f"task_{column.name}") for column in
                   (task.token, task.element_id, task.assignee, task.closed_at, task.incident_id, task.owner,
                    task.held)))
    .where(task.id == bindparam("wanted"))
    .with_for_update(of=(engine_instance, engine_task), key_share=True)
)
NEXT_REVISION = select(func.coalesce(func.max(sheets.revision), 0) + 1).where(
    sheets.instance_id == bindparam("of_instance"), sheets.element_id == bindparam("of_element")
)
KEEP = Statement(
    insert(engine_answers)
    .values(revision=NEXT_REVISION.scalar_subquery(),
            **{name: bindparam(name) for name in
               ("instance_id", "task_id", "element_id", "data", "by", "at")})
    .inline()
)


def complete_task(
    session: Session, task_id: int, *, actor: str, answers: Mapping[str, Any],
    expected_assignee: str | EllipsisType | None = ..., decides: bool = False,
) -> Completion:
    """Answer a task and run its instance until it waits again.

    Whoever has judged by its assignee that the actor may answer names whom they saw: if the task has
    gone to another since, it is refused. A delegated task goes back to its owner. An added signer who
    `decides` answers for all: the task goes on with these answers at once. If the step after it fails, the answers stay, the task is stuck
    and the incident says why.
    """
    data = plain(dict(answers))
    row = _hold(session, task_id)
    if expected_assignee is not ... and row["task_assignee"] not in (expected_assignee, actor):
        raise NotYourTask("not-your-task", task_id=task_id, assignee=row["task_assignee"])
    if row["task_owner"] is not None and row["task_assignee"] == actor:
        return _hand_back(session, row, task_id, data, actor)
    act = Act("complete", actor, row["task_token"], data, element_id=row["task_element_id"], decides=decides)
    blame = Blame("task", row["task_element_id"], task_id=task_id)
    if row["task_held"]:
        raise MoveRefused("task-held", task_id=task_id)
    try:
        done = runtime.move(session, runtime.held(session, row), act, blame, (KEEP, _sheet(row, task_id, data, actor)))
    except NotWaiting:
        raise TaskNotOpen("task-not-open", task_id=task_id) from None
    return done if done.task else Completion(done.instance, find_task(session, task_id),
                                             incident=done.incident)


def find_task(session: Session, task_id: int) -> Task:
    """The task of this id, which must exist."""
    row = session.execute(select(engine_task).where(task.id == task_id)).mappings().one_or_none()
    if row is None:
        raise NoSuchTask("no-such-task", task_id=task_id)
    return read(Task, row)


def _hand_back(session: Session, row: Row, task_id: int, data: dict[str, Any], actor: str) -> Completion:
    """The one it was delegated to has answered: their answers are kept, and its owner decides."""
    KEEP.count(session, **_sheet({**row, "task_token": f"+{actor}"}, task_id, data, actor))
    given = session.execute(
        update(engine_task).where(task.id == task_id)
        .values(assignee=row["task_owner"], owner=None, claimed_at=None).returning(engine_task)
    ).mappings().one()
    back = read(Task, given)
    record(session, instance_id=back.instance_id, kind="task.handed_back", actor=actor,
           element_id=back.element_id, facts={"task_id": task_id, "name": back.name, "assignee": back.assignee})
    return Completion(runtime.get_instance(session, back.instance_id), back)


def _hold(session: Session, task_id: int) -> Row:
    found = HOLD.rows(session, wanted=task_id)
    if not found:
        raise NoSuchTask("no-such-task", task_id=task_id)
    [row] = found
    if row["task_closed_at"] is not None:
        raise TaskNotOpen("task-not-open", task_id=task_id)
    if row["task_incident_id"] is not None:
        raise TaskStuck("task-stuck", task_id=task_id, incident_id=row["task_incident_id"])
    return row


def _sheet(row: Row, task_id: int, data: dict[str, Any], actor: str) -> Row:
    """The answers to keep: an added signer's, or a delegate's, beside those of the step and not over them."""
    element = "+".join([row["task_element_id"], *row["task_token"].split("+")[1:]])
    return {"instance_id": row["id"], "task_id": task_id, "element_id": element,
            "of_instance": row["id"], "of_element": element, "data": data, "by": actor, "at": now()}
