"""Completing a task: the answers are kept whatever comes, and the instance moves on if it can.

Instance and task are locked and read in one statement, the instance first as everywhere: of two people
who complete at the same instant exactly one does, and who was handed a task a moment ago is asked for,
not who had it when the page was shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import EllipsisType
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from engine import runtime
from engine.clock import now
from engine.errors import MoveRefused, NoSuchTask, NotWaiting, NotYourTask, TaskNotOpen, TaskStuck
from engine.history import record
from engine.runtime import Act, Blame, Completion, Held
from engine.store import Statement, engine_answers, engine_instance, engine_task, plain, upcoming
from engine.store.direct import Row
from engine.store.rows import Task, read
from engine.store.types import Session
from engine.store.writing import Foreseen
from engine.tasks.listeners import ask_listeners

task, sheets = engine_task.c, engine_answers.c

HOLD = Statement(
    runtime.held_query()
    .join(engine_task, task.instance_id == engine_instance.c.id)
    .add_columns(*(column.label(f"task_{column.name}") for column in task), upcoming(task.id).label("next_task_id"))
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
    held, found = _hold(session, task_id)
    if expected_assignee is not ... and found.assignee not in (expected_assignee, actor):
        raise NotYourTask("not-your-task", task_id=task_id, assignee=found.assignee)
    if found.owner is not None and found.assignee == actor:
        return _hand_back(session, held, found, data, actor)
    if found.held:
        raise MoveRefused("task-held", task_id=task_id)
    act = Act("complete", actor, found.token, data, element_id=found.element_id, decides=decides)
    blame = Blame("task", found.element_id, task_id=task_id)
    try:
        done = runtime.move(session, held, act, blame, (KEEP, _sheet(found, data, actor)))
    except NotWaiting:
        raise TaskNotOpen("task-not-open", task_id=task_id) from None
    return done if done.task else Completion(done.instance, runtime.find_task(session, task_id),
                                             incident=done.incident)


def _hand_back(session: Session, held: Held, found: Task, data: dict[str, Any], actor: str) -> Completion:
    """The one it was delegated to has answered: their answers are kept, and its owner decides."""
    KEEP.count(session, **_sheet(replace(found, token=f"+{actor}"), data, actor), at=now())
    given = session.execute(
        update(engine_task).where(task.id == found.id)
        .values(assignee=found.owner, owner=None, claimed_at=None).returning(engine_task)
    ).mappings().one()
    back = read(Task, given)
    record(session, instance_id=back.instance_id, kind="task.handed_back", actor=actor,
           element_id=back.element_id, facts={"task_id": back.id, "name": back.name, "assignee": back.assignee})
    ask_listeners(session, held, back, "assign", actor)
    return Completion(runtime.get_instance(session, back.instance_id), runtime.find_task(session, back.id))


def _hold(session: Session, task_id: int) -> tuple[Held, Task]:
    rows = HOLD.rows(session, wanted=task_id)
    if not rows:
        raise NoSuchTask("no-such-task", task_id=task_id)
    [row] = rows
    found = read(Task, row, "task_")
    if found.closed_at is not None:
        raise TaskNotOpen("task-not-open", task_id=task_id)
    if found.incident_id is not None:
        raise TaskStuck("task-stuck", task_id=task_id, incident_id=found.incident_id)
    return runtime.held(session, row, Foreseen(found, row["next_task_id"])), found


def _sheet(found: Task, data: dict[str, Any], actor: str) -> Row:
    """The answers to keep: an added signer's, or a delegate's, beside those of the step and not over them."""
    element = "+".join([found.element_id, *found.token.split("+")[1:]])
    return {"instance_id": found.instance_id, "task_id": found.id, "element_id": element,
            "of_instance": found.instance_id, "of_element": element, "data": data, "by": actor}
