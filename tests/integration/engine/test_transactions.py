"""`with engine.transaction(...)`: kept whole or undone whole, by a session or by a connection, whatever else is asked in it."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from sqlalchemy import Connection, Engine, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

import engine
from engine.store import Batch, engine_event
from engine.store.direct import driver_of
from tests.integration.engine.conftest import start_process
from tests.integration.engine.test_wire import told
from tests.support.diagrams import diagram


class Broken(Exception):
    """What goes wrong in the middle."""


@pytest.fixture(params=["session", "connection"])
def line(request: pytest.FixtureRequest, database: Engine) -> Iterator[engine.Session]:
    opened = Session(database) if request.param == "session" else database.connect()
    with opened:
        yield opened


@pytest.fixture
def connection(database: Engine) -> Iterator[Connection]:
    with database.connect() as opened:
        yield opened


@pytest.fixture
def begun(database: Engine) -> engine.Instance:
    with database.connect() as opened, engine.transaction(opened):
        return start_process(opened, diagram("start > a > b > c > end"))


def complete(session: engine.Session, element_id: str) -> engine.Completion:
    [task] = engine.open_tasks(session, element_ids=[element_id])
    return engine.complete_task(session, task.id, actor="lead", answers={"by": "lead"})


def open_elements(database: Engine) -> list[str]:
    """What somebody else sees."""
    with Session(database) as session:
        assert engine.audit(session) == []
        return [task.element_id for task in engine.open_tasks(session)]


def remark(session: engine.Session, what: str) -> None:
    """A row of the caller's own, by SQLAlchemy."""
    session.execute(insert(engine_event).values(**told(what)))


def remarks(database: Engine) -> list[str]:
    with Session(database) as session:
        return list(session.scalars(select(engine_event.c.kind).where(engine_event.c.actor == told("")["actor"])))


def break_off(line: engine.Session, element_id: str) -> None:
    with engine.transaction(line):
        complete(line, element_id)
        raise Broken


def test_what_was_written_is_seen_at_the_end_and_not_before(
    line: engine.Session, begun: engine.Instance, database: Engine,
) -> None:
    with engine.transaction(line):
        complete(line, "a")
        assert open_elements(database) == ["a"]

    assert open_elements(database) == ["b"]


def test_one_follows_another_on_the_same_line(line: engine.Session, begun: engine.Instance, database: Engine) -> None:
    with engine.transaction(line):
        complete(line, "a")
        complete(line, "b")
    with pytest.raises(Broken):
        break_off(line, "c")
    assert open_elements(database) == ["c"]

    with engine.transaction(line):
        done = complete(line, "c")

    assert done.instance.outcome == "completed"
    assert open_elements(database) == []


def test_what_is_raised_undoes_all_of_it(line: engine.Session, begun: engine.Instance, database: Engine) -> None:
    with pytest.raises(Broken):
        break_off(line, "a")

    assert open_elements(database) == ["a"]


@pytest.mark.parametrize("is_kept", [True, False])
def test_rows_of_the_callers_own_are_kept_or_undone_with_it(
    line: engine.Session, begun: engine.Instance, database: Engine, is_kept: bool,
) -> None:
    with suppress(Broken), engine.transaction(line):
        complete(line, "a")
        remark(line, "between")
        complete(line, "b")
        if not is_kept:
            raise Broken

    assert (open_elements(database), remarks(database)) == ((["c"], ["between"]) if is_kept else (["a"], []))


@pytest.mark.parametrize("first", ["a", None], ids=["after a completion", "at once"])
def test_a_part_that_is_undone_leaves_the_rest(
    line: engine.Session, begun: engine.Instance, database: Engine, first: str | None,
) -> None:
    with engine.transaction(line):
        if first:
            complete(line, first)
        part = line.begin_nested()
        complete(line, "b" if first else "a")
        part.rollback()
        remark(line, "after")

    assert (open_elements(database), remarks(database)) == (["b" if first else "a"], ["after"])


def test_what_was_read_before_does_not_keep_it_from_writing(
    line: engine.Session, begun: engine.Instance, database: Engine,
) -> None:
    assert len(engine.open_tasks(line)) == 1
    with Session(database) as other, engine.transaction(other):
        complete(other, "a")

    with engine.transaction(line):
        complete(line, "b")

    assert open_elements(database) == ["c"]


def test_what_was_left_to_go_along_may_refuse_it(connection: Connection, begun: engine.Instance, database: Engine) -> None:
    """A step's state is saved over the revision that was read; what is asked after it finds out if it was not."""
    def overtaken() -> None:
        raise engine.StaleInstance("stale-instance", instance_id=begun.id, revision=1)

    def write() -> None:
        with engine.transaction(connection):
            batch = Batch(connection)
            batch.insert(engine_event, [told("left")])
            batch.leave(overtaken)
            complete(connection, "a")

    with pytest.raises(engine.StaleInstance):
        write()

    assert (open_elements(database), remarks(database)) == (["a"], [])
    with engine.transaction(connection):
        complete(connection, "a")
    assert open_elements(database) == ["b"]


def test_an_empty_one_does_nothing(line: engine.Session, begun: engine.Instance, database: Engine) -> None:
    with engine.transaction(line):
        pass

    assert open_elements(database) == ["a"]


def test_who_commits_without_it_afterwards_commits(connection: Connection, begun: engine.Instance, database: Engine) -> None:
    with engine.transaction(connection):
        complete(connection, "a")

    engine.begin_immediate(connection)
    complete(connection, "b")
    connection.rollback()
    assert open_elements(database) == ["b"]

    engine.begin_immediate(connection)
    complete(connection, "b")
    connection.commit()
    assert open_elements(database) == ["c"]


def test_the_connection_goes_back_to_its_pool_as_it_came(begun: engine.Instance, database: Engine) -> None:
    with database.connect() as lent, engine.transaction(lent):
        complete(lent, "a")
    with database.connect() as lent:
        with pytest.raises(Broken):
            break_off(lent, "b")
        assert not lent.in_transaction()

        lent.execute(text("SELECT 1"))

        assert lent.in_transaction()
    assert open_elements(database) == ["b"]


def test_a_commit_that_the_database_refuses_is_told_and_undone(
    connection: Connection, begun: engine.Instance, database: Engine,
) -> None:
    """A constraint that is looked at only at the end."""
    deferred = "REFERENCES engine_instance (id) DEFERRABLE INITIALLY DEFERRED"
    with database.begin() as making:
        making.execute(text(f"CREATE TABLE beside (instance_id INTEGER {deferred})"))

    def write() -> None:
        with engine.transaction(connection):
            complete(connection, "a")
            driver_of(connection).cursor().execute("INSERT INTO beside VALUES (4711)")

    with pytest.raises(DBAPIError):
        write()

    assert open_elements(database) == ["a"]
    with engine.transaction(connection):
        complete(connection, "a")
    assert open_elements(database) == ["b"]
