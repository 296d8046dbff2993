"""The archive: what ended long ago is out of the way, and still told word for word."""

from datetime import timedelta

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

import engine
from tests.integration.engine.conftest import prepared, start_process
from tests.support.diagrams import diagram


@pytest.fixture
def ended(session: Session, started) -> engine.Instance:
    instance = started(diagram("start > a > end"))
    [task] = engine.open_tasks(session)
    engine.complete_task(session, task.id, actor="lead", answers={})
    happen(session)
    return engine.get_instance(session, instance.id)


def happen(session: Session) -> int:
    """Something that no case is about; its id."""
    return engine.record(session, instance_id=None, kind="studio.opened", actor="lead", facts={}).id


def read_all(session: Session, cursor: str) -> list[engine.Event]:
    told = []
    while events := engine.events_after(session, cursor, 2):
        told += events
        engine.advance_cursor(session, cursor, events[-1].id)
    return told


def later() -> object:
    return engine.now() + timedelta(seconds=1)


def kept(session: Session, table: str) -> int:
    return session.execute(select(func.count()).select_from(engine.metadata.tables[table])
                           .where(engine.metadata.tables[table].c.instance_id.is_not(None))).scalar_one()


def test_an_archived_case_tells_the_same_history(session: Session, ended) -> None:
    read_all(session, "mails")
    history, times = engine.history(session, ended.id), engine.element_times(session, ended.id)

    assert engine.archive_history(session, ended_before=later()) == 1

    assert (kept(session, "engine_event"), kept(session, "engine_archived_event")) != (0, 0)
    assert kept(session, "engine_event") == 0
    assert engine.history(session, ended.id) == history
    assert engine.history(session, ended.id, kinds=["flow.taken"]) == [
        event for event in history if event.kind == "flow.taken"]
    assert engine.element_times(session, ended.id) == times
    assert engine.archive_history(session, ended_before=later()) == 0


def test_an_id_is_never_given_twice(session: Session, started) -> None:
    started(diagram("start > a > end"))
    [task] = engine.open_tasks(session)
    engine.complete_task(session, task.id, actor="lead", answers={})
    last = read_all(session, "mails")[-1].id

    assert engine.archive_history(session, ended_before=later()) == 0   # it holds the newest event

    assert happen(session) > last
    read_all(session, "mails")
    assert engine.archive_history(session, ended_before=later()) == 1
    assert happen(session) > last


def test_nothing_is_archived_that_a_reader_has_not_dealt_with(session: Session, ended) -> None:
    engine.events_after(session, "mails", 1)

    assert engine.archive_history(session, ended_before=later()) == 0
    assert kept(session, "engine_archived_event") == 0


def test_a_reader_that_begins_afterwards_misses_nothing(session: Session, ended) -> None:
    before = read_all(session, "mails")
    engine.archive_history(session, ended_before=later())

    assert engine.unread(session, "reports")
    assert read_all(session, "reports") == before
    assert not engine.unread(session, "reports")


def test_what_still_runs_or_ended_lately_stays(session: Session, ended, started) -> None:
    started(diagram("start > a > end"))
    read_all(session, "mails")

    assert engine.archive_history(session, ended_before=engine.now() - timedelta(days=1)) == 0
    assert engine.archive_history(session, ended_before=later()) == 1
    assert kept(session, "engine_event") > 0


@pytest.mark.parametrize("moment", ["INSERT INTO engine_archived_event", "DELETE FROM engine_event"])
def test_what_is_said_of_an_ended_case_while_it_is_archived_is_kept_and_read(postgresql_url: str, moment: str) -> None:
    with prepared(postgresql_url) as database, Session(database) as session, Session(database) as beside:
        case = start_process(session, diagram("start > end"))
        happen(session)
        session.commit()
        read_all(session, "mails")
        session.commit()

        @event.listens_for(session.connection(), "before_cursor_execute")
        def meanwhile(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
            if statement.startswith(moment):
                engine.record(beside, instance_id=case.id, kind="evidence.packed", actor="system", facts={})
                beside.commit()

        assert engine.archive_history(session, ended_before=later()) == 1
        session.commit()

        assert "evidence.packed" in {one.kind for one in engine.history(session, case.id)}
        assert [one.kind for one in read_all(session, "mails")] == ["evidence.packed"]
