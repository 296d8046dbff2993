"""What goes straight to PostgreSQL: values come back as they went, and what was left to go along is never lost or early."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, func, select, text
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    OperationalError,
    PendingRollbackError,
)
from sqlalchemy.orm import Session

from engine import CommitUnsure, StaleInstance, transaction
from engine.store import Batch, Statement, engine_event, engine_value, insert_rows
from engine.store.direct import driver_of, settle_in_time
from tests.support import servers

pytestmark = pytest.mark.postgresql
AT = datetime(2026, 11, 29, 8, 30, 0, 123456, tzinfo=timezone(timedelta(hours=8)))
EVENTS = Statement(select(engine_event).order_by(engine_event.c.id))


@pytest.fixture(scope="module")
def database(postgresql_server: str) -> Iterator[Engine]:
    with servers.fresh_database(postgresql_server) as url:
        made = create_engine(url)
        settle_in_time(made)
        engine_event.metadata.create_all(made, tables=[
            table for table in engine_event.metadata.sorted_tables if table.name.startswith("engine_")])
        yield made
        made.dispose()


@pytest.fixture
def session(database: Engine) -> Iterator[Session]:
    with Session(database) as opened:
        yield opened
        opened.rollback()
        opened.execute(text("TRUNCATE engine_event"))
        opened.commit()


def told(kind: str, **facts: Any) -> dict[str, Any]:
    return {"instance_id": None, "kind": kind, "element_id": None, "actor": "系统", "facts": facts, "at": AT}


def leave(session: Session, kind: str, then: Callable[[], None] = lambda: None) -> None:
    batch = Batch(session)
    batch.insert(engine_event, [told(kind)])
    batch.leave(then)


def kinds(database: Engine) -> list[str]:
    """What somebody else sees."""
    with Session(database) as other:
        return list(other.execute(select(engine_event.c.kind).order_by(engine_event.c.id)).scalars())


def test_values_of_every_type_come_back_as_they_went(session: Session) -> None:
    insert_rows(session, engine_event, [told("a", text="图纸'%s", none=None, list=[1, 2.5, True])])

    [row] = EVENTS.rows(session)

    assert row == {**told("a", text="图纸'%s", none=None, list=[1, 2.5, True]), "id": row["id"], "position": None}
    assert row["at"].tzinfo is UTC


def test_more_than_a_socket_holds_goes_and_comes_whole(session: Session) -> None:
    heavy = "长" * 3_000_000

    insert_rows(session, engine_event, [told("heavy", text=heavy)] * 3)

    assert [row["facts"]["text"] == heavy for row in EVENTS.rows(session)] == [True] * 3


def test_a_text_that_postgresql_cannot_keep_is_refused_and_not_cut(session: Session) -> None:
    with pytest.raises(DataError):
        insert_rows(session, engine_event, [told("a\0b")])


def test_a_statement_that_was_refused_can_be_asked_again(session: Session) -> None:
    for _ in range(3):
        with pytest.raises(DataError):
            insert_rows(session, engine_event, [told("a\0b"), told("b"), told("c")])
        session.rollback()

    insert_rows(session, engine_event, [told("a"), told("b"), told("c")])
    assert len(EVENTS.rows(session)) == 3


def test_the_error_names_the_constraint_and_the_connection_goes_on(session: Session) -> None:
    with pytest.raises(IntegrityError) as refused:
        insert_rows(session, engine_value, [{"instance_id": 9, "digest": "d", "text": "1"}])
    session.rollback()

    assert refused.value.orig.diag.constraint_name == "fk_engine_value_instance_id_engine_instance"
    assert EVENTS.rows(session) == []


def test_its_statements_outlive_rollbacks_and_savepoints(session: Session) -> None:
    for number in range(8):
        insert_rows(session, engine_event, [told(f"kept {number}")])
        savepoint = session.begin_nested()
        insert_rows(session, engine_event, [told("undone")])
        savepoint.rollback()
        assert [row["kind"] for row in EVENTS.rows(session)] == [f"kept {number}"]
        session.rollback()


def test_what_was_left_goes_with_the_commit(database: Engine, session: Session) -> None:
    leave(session, "left")

    assert kinds(database) == []
    session.commit()
    assert kinds(database) == ["left"]


def test_whoever_asks_next_sees_what_was_left(session: Session) -> None:
    leave(session, "by the wire")
    assert [row["kind"] for row in EVENTS.rows(session)] == ["by the wire"]

    leave(session, "by core")
    assert session.execute(select(func.count()).select_from(engine_event)).scalar_one() == 2

    leave(session, "by the driver")
    assert session.connection().exec_driver_sql("SELECT count(*) FROM engine_event").scalar_one() == 3


def test_what_was_left_is_undone_with_its_transaction_and_with_its_savepoint(database: Engine, session: Session) -> None:
    leave(session, "undone")
    session.rollback()
    leave(session, "before")
    savepoint = session.begin_nested()
    leave(session, "inside")
    savepoint.rollback()
    session.commit()

    assert kinds(database) == ["before"]


def test_what_was_left_may_refuse_the_commit(database: Engine, session: Session) -> None:
    def refuse() -> None:
        raise StaleInstance("stale-instance", instance_id=1, revision=1)

    leave(session, "left", refuse)
    with pytest.raises(StaleInstance):
        session.connection().execute(text("SELECT 1"))
    session.rollback()

    assert kinds(database) == []


def test_a_connection_that_is_lost_on_the_way_is_told_and_replaced(database: Engine, session: Session) -> None:
    EVENTS.rows(session)
    pid = session.connection().connection.dbapi_connection.info.backend_pid  # type: ignore[union-attr]
    with Session(database) as other:
        other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})

    leave(session, "lost")
    with pytest.raises(OperationalError) as lost:
        session.commit()
    session.rollback()

    assert lost.value.connection_invalidated
    assert EVENTS.rows(session) == []


def test_an_isolation_level_is_begun_with(database: Engine) -> None:
    with database.connect().execution_options(isolation_level="SERIALIZABLE") as connection, Session(connection) as session:
        EVENTS.rows(session)

        assert session.execute(text("SHOW transaction_isolation")).scalar_one() == "serializable"


def test_on_a_database_that_nobody_prepared_it_goes_the_ordinary_way(database: Engine) -> None:
    plain = create_engine(database.url)
    with Session(plain) as session:
        leave(session, "at once")
        assert [row["kind"] for row in EVENTS.rows(session)] == ["at once"]
        with pytest.raises(DBAPIError):
            insert_rows(session, engine_event, [told("a\0b")])
    plain.dispose()


@pytest.mark.parametrize(("is_at_end", "told_as"), [(False, OperationalError), (True, CommitUnsure)], ids=["in the middle", "at the end"])
def test_a_transaction_on_a_connection_that_is_lost_is_lost_and_the_next_has_another(
    database: Engine, session: Session, is_at_end: bool, told_as: type[Exception],
) -> None:
    with database.connect() as connection:
        def write(*, lose: bool) -> None:
            with transaction(connection):
                insert_rows(connection, engine_event, [told("first")])
                if lose:
                    session.execute(select(func.pg_terminate_backend(driver_of(connection).info.backend_pid)))
                if not lose or not is_at_end:
                    insert_rows(connection, engine_event, [told("second")])

        with pytest.raises(told_as):
            write(lose=True)
        assert kinds(database) == []

        write(lose=False)
        assert kinds(database) == ["first", "second"]


def test_who_goes_on_after_the_connection_was_lost_is_told_that_the_first_half_is(database: Engine, session: Session) -> None:
    with database.connect() as connection:
        def write() -> None:
            with transaction(connection):
                insert_rows(connection, engine_event, [told("first")])
                session.execute(select(func.pg_terminate_backend(driver_of(connection).info.backend_pid)))
                with suppress(OperationalError):
                    insert_rows(connection, engine_event, [told("second")])
                insert_rows(connection, engine_event, [told("third")])

        with pytest.raises(PendingRollbackError):
            write()

    assert kinds(database) == []
