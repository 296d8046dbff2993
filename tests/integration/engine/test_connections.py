"""Whoever needs no ORM speaks to the engine by a plain connection: all of its verbs, and one transaction or none."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

import engine
from tests.integration.engine.conftest import start_process
from tests.support.diagrams import diagram
from tests.support.statements import asked_of


@pytest.fixture
def connection(database: Engine) -> Iterator[Connection]:
    with database.connect() as opened:
        engine.begin_immediate(opened)
        yield opened


@pytest.fixture
def begun(connection: Connection) -> engine.Instance:
    instance = start_process(connection, diagram("start > a > b > c > d > end"))
    connection.commit()
    engine.begin_immediate(connection)
    return instance


def complete(session: engine.Session, element_id: str) -> engine.Completion:
    [task] = engine.open_tasks(session, element_ids=[element_id])
    return engine.complete_task(session, task.id, actor="lead", answers={"by": "lead"})


def open_elements(database: Engine) -> list[str]:
    """What somebody else sees."""
    with Session(database) as session:
        return [task.element_id for task in engine.open_tasks(session)]


def test_an_instance_runs_to_its_end(connection: Connection, begun: engine.Instance, database: Engine) -> None:
    for element_id in "abcd":
        complete(connection, element_id)
    connection.commit()

    assert engine.get_instance(connection, begun.id).ended_at is not None
    assert {name: sheet.data for name, sheet in engine.answers(connection, begun.id).items()} == {
        name: {"by": "lead"} for name in "abcd"}
    assert engine.audit(connection) == []
    assert open_elements(database) == []


def test_what_is_undone_has_never_been(connection: Connection, begun: engine.Instance, database: Engine) -> None:
    complete(connection, "a")
    connection.rollback()

    assert open_elements(database) == ["a"]
    assert engine.audit(connection) == []


def test_a_part_that_is_undone_leaves_the_rest(connection: Connection, begun: engine.Instance, database: Engine) -> None:
    complete(connection, "a")
    undone = connection.begin_nested()
    complete(connection, "b")
    undone.rollback()
    connection.commit()

    assert open_elements(database) == ["b"]
    assert engine.audit(connection) == []


def test_nobody_else_sees_a_completion_before_the_commit(
    connection: Connection, begun: engine.Instance, database: Engine,
) -> None:
    complete(connection, "a")

    assert open_elements(database) == ["a"]

    connection.commit()
    assert open_elements(database) == ["b"]


def test_a_completion_asks_what_it_asks_by_a_session(
    connection: Connection, begun: engine.Instance, database: Engine,
) -> None:
    complete(connection, "a")   # its version has been read by then
    with asked_of(database) as by_connection:
        complete(connection, "b")
        connection.commit()
    with asked_of(database) as by_session, Session(database) as session:
        engine.begin_immediate(session)
        complete(session, "c")
        session.commit()

    assert by_connection == by_session
