"""What an inbox asks is found by indexes of what is open: nothing there costs more because much has ended."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, insert, text
from sqlalchemy.orm import Session

import engine
from tests.integration.engine.conftest import start_process
from tests.support.diagrams import diagram

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ENDED, OPEN, BATCH = 6000, 400, 1000
ASKED: dict[str, Callable[[Session], object]] = {
    "mine": lambda s: engine.open_tasks(s, assignee="lead", limit=26),
    "mine and offered": lambda s: engine.open_tasks(s, assignee="lead", groups=["designer"], limit=26),
    "offered": lambda s: engine.open_tasks(s, groups=["designer"], limit=26),
    "overdue": lambda s: engine.open_tasks(s, assignee="lead", due_before=AT, limit=26),
    "how many": lambda s: engine.count_open_tasks(s, assignee="lead", groups=["designer"]),
    "how many overdue": lambda s: engine.count_open_tasks(s, assignee="lead", due_before=AT),
    "of some cases": lambda s: engine.open_tasks(s, assignee="lead", groups=["designer"], instance_ids=[1, 2], limit=26),
    "of some steps": lambda s: engine.open_tasks(s, assignee="lead", groups=["designer"], element_ids=["a"], limit=26),
    "whose cases wait": lambda s: engine.instances_waiting(s, assignee="lead", groups=["designer"]),
    "what I have done": lambda s: engine.closed_tasks(s, closed_by="lead", limit=26),
}
CANDIDATES = "engine_task_candidate"
INDEXED = ("ix_engine_task_open", "ix_engine_task_closed_by", "pk_engine_task",
           "PRIMARY KEY", "uq_engine_task_token")


@pytest.fixture(scope="module")
def aged(shared_database: Engine) -> Iterator[Session]:
    """Few open tasks among many that have ended, as the planner's statistics know."""
    with Session(shared_database) as session:
        engine.begin_immediate(session)
        instance = start_process(session, diagram("start > a > end"))
        tasks = engine.metadata.tables["engine_task"]
        row = {"instance_id": instance.id, "version_id": instance.version_id, "process_id": "p", "name": "a",
               "element_id": "a", "candidate_groups": [], "candidate_users": [], "headers": {}, "input": {},
               "priority": 50, "opened_at": AT, "due_at": AT}
        for first in range(0, ENDED, BATCH):
            session.execute(insert(tasks), [
                {**row, "token": f"e{first + number}", "assignee": "lead", "closed_by": "lead",
                 "closed_as": "completed", "closed_at": AT + timedelta(seconds=first + number)}
                for number in range(BATCH)])
        session.execute(insert(tasks), [
            {**row, "token": f"o{number}", "assignee": "lead" if number % 3 else None,
             "due_at": AT + timedelta(hours=number) if number % 2 else None} for number in range(OPEN)])
        session.execute(text("INSERT INTO engine_task_candidate (task_id, kind, name) SELECT id, 'group', 'designer' "
                             "FROM engine_task WHERE closed_at IS NULL AND assignee IS NULL"))
        session.execute(text("ANALYZE"))
        yield session
        session.rollback()


@pytest.mark.parametrize("asked", ASKED)
def test_no_list_of_an_inbox_looks_through_what_has_ended(aged: Session, asked: str) -> None:
    plan = [step for statement, values in heard(aged, ASKED[asked]) for step in explained(aged, statement, values)]

    scans = [step for step in plan if re.search(r"Seq Scan on engine_task\b|SCAN engine_task\b", step)]
    looked_up = [step for step in plan if re.search(r"engine_task\b", step) and "Bitmap Heap" not in step
                 and CANDIDATES not in step]   # who may claim is only kept of what is open
    assert scans == []
    assert looked_up
    assert all(any(name in step for name in INDEXED) for step in looked_up), plan


def heard(session: Session, ask: Callable[[Session], object]) -> list[tuple[str, Any]]:
    """The statements that an operation sends, with their values."""
    said: list[tuple[str, Any]] = []

    def hear(_connection, _cursor, statement: str, values: Any, *_more: object) -> None:
        said.append((statement, values))

    event.listen(session.get_bind(), "before_cursor_execute", hear)
    try:
        ask(session)
    finally:
        event.remove(session.get_bind(), "before_cursor_execute", hear)
    return said


def explained(session: Session, statement: str, values: Any) -> list[str]:
    """The plan's steps that read tables."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    cursor = session.connection().connection.cursor()
    cursor.execute(("EXPLAIN QUERY PLAN " if on_sqlite else "EXPLAIN ") + statement, values)
    steps = [str(row[-1] if on_sqlite else row[0]).strip() for row in cursor.fetchall()]
    return [step for step in steps if re.search(r"\b(SCAN|SEARCH|Scan)\b", step) and "anon_" not in step]
