"""Those who listen to whose a task is: jobs of the same transaction in which it gets into other hands."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from engine import runtime
from engine.runtime import Act, Blame, Held
from engine.spiff import HEARS_ASSIGNING
from engine.store import Statement, engine_task
from engine.store.rows import Task
from engine.store.types import Session

task = engine_task.c

FOUND = Statement(select(task.instance_id, task.headers, task.assignee).where(task.id == bindparam("wanted")))


def hold_if_heard(session: Session, task_id: int) -> tuple[Held | None, str | None]:
    """If somebody listens to whose the task is: its instance, locked as before every move, and whose it was."""
    found = FOUND.rows(session, wanted=task_id)
    if not found or HEARS_ASSIGNING not in found[0]["headers"]:
        return None, None
    held = runtime.lock(session, found[0]["instance_id"])
    return held, FOUND.rows(session, wanted=task_id)[0]["assignee"]


def ask_listeners(session: Session, held: Held, given: Task, action: str, actor: str) -> None:
    """Let them be asked about the hands that a task has got into, or out of."""
    if HEARS_ASSIGNING in given.headers:
        act = Act("give", actor, given.token, {"assignee": given.assignee}, name=action, element_id=given.element_id)
        runtime.move(session, held, act, Blame("move"))
