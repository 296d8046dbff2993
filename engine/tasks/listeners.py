"""Those who listen to whose a task is: jobs of the same transaction in which it gets into other hands."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from engine import runtime
from engine.runtime import Act, Blame, Held
from engine.spiff import HEARS_ASSIGNING
from engine.store import engine_task
from engine.store.rows import Task
from engine.store.types import Session

task = engine_task.c

IS_HEARD = task.headers[HEARS_ASSIGNING].as_string().is_not(None)
HEARD = select(task.instance_id).where(task.id == bindparam("wanted"), IS_HEARD)


def hold_if_heard(session: Session, task_id: int) -> Held | None:
    """If somebody listens to whose the task is, its instance, locked as before every move."""
    instance_id = session.execute(HEARD, {"wanted": task_id}).scalar_one_or_none()
    return None if instance_id is None else runtime.lock(session, instance_id)


def ask_listeners(session: Session, held: Held, given: Task, action: str, actor: str) -> None:
    """Let them be asked about the hands that a task has got into, or out of."""
    if HEARS_ASSIGNING in given.headers:
        act = Act("give", actor, given.token, {"assignee": given.assignee}, name=action, element_id=given.element_id)
        runtime.move(session, held, act, Blame("move"))
