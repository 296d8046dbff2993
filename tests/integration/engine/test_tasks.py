"""User tasks: opening, finding, taking in hand, completing."""

import pytest
from sqlalchemy.orm import Session

import engine
from tests.support.diagrams import diagram, extended, zeebe


def test_completing_a_task_opens_the_next(session: Session, started) -> None:
    instance = started(diagram("start > write > check > end"))
    [write] = engine.open_tasks(session)

    done = engine.complete_task(session, write.id, actor="lead", answers={"text": "As agreed"})

    assert (done.task.id, done.task.closed_as, done.task.closed_by) == (write.id, "completed", "lead")
    assert [task.element_id for task in done.opened] == ["check"]
    assert engine.open_tasks(session) == list(done.opened)
    assert engine.get_instance(session, instance.id).ended_at is None
