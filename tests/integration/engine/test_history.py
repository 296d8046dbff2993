"""History: what happened, in order; and the outbox, from which no reader misses anything."""

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

import engine
from engine.history import entry, write_events
from engine.store import engine_event
from tests.integration.engine.conftest import prepared
from tests.support.diagrams import definitions, diagram, extended, process_xml, zeebe


def begun(database: Engine) -> Session:
    session = Session(database)
    engine.begin_immediate(session)
    return session


def fact(session: Session, number: int) -> int:
    return engine.record(session, instance_id=None, kind="tested", actor="lead",
                         facts={"n": number}).id


def numbers(events: list[engine.Event]) -> list[int]:
    return [event.facts["n"] for event in events if event.kind == "tested"]


def test_the_history_tells_a_move_from_its_cause_to_its_effect(session: Session, started) -> None:
    instance = started(diagram("start > a > b > end"))
    [a] = engine.open_tasks(session)
    before = engine.history(session, instance.id)[-1].id

    engine.complete_task(session, a.id, actor="lead", answers={})

    told = engine.history(session, instance.id, after=before)
    assert [(event.kind, event.element_id) for event in told] == [
        ("task.completed", "a"), ("element.left", "a"), ("flow.taken", "a_b"),
        ("element.entered", "b"), ("task.opened", "b")]
    assert {event.actor for event in told} == {"lead"}
    assert engine.history(session, instance.id, kinds=["task.completed"]) == told[:1]
    assert engine.history(session, instance.id, limit=1)[0].kind == "instance.started"


def test_each_move_says_its_process_though_a_path_is_written_with_its_own_only_once(session: Session, started) -> None:
    called = definitions(process_xml("start > ask:call > after > end", ask=extended(zeebe("calledElement", processId="child")))
                         + process_xml("start2 > inside > end2", process="child"))
    instance = started(called)

    [row] = session.execute(select(engine_event).where(engine_event.c.kind == "path.walked")).mappings()

    assert row["facts"]["process_id"] == "p"
    own, elsewhere = {}, {"process_id": "child"}
    assert {element: facts for _kind, element, facts in row["facts"]["moves"]} == {
        "start": own, "start_ask": own, "ask": own, "start2": elsewhere, "start2_inside": elsewhere, "inside": elsewhere}
    assert [(event.element_id, event.facts["process_id"]) for event in engine.history(session, instance.id, kinds=["element.entered"])] == [
        ("start", "p"), ("ask", "p"), ("start2", "child"), ("inside", "child")]


def test_a_path_in_which_each_move_bears_its_process_is_told_as_ever(session: Session, started) -> None:
    """So they were written before 0.2."""
    instance = started(diagram("start > a > end"))
    moves = [["element.left", "a", {"process_id": "p"}], ["flow.taken", "a_end", {"saw": {"x": 1}, "process_id": "p"}]]
    write_events(session, [
        entry("path.walked", instance_id=instance.id, at=instance.started_at, facts={"moves": moves})])

    told = engine.history(session, instance.id)[-2:]

    assert [[event.kind, event.element_id, event.facts] for event in told] == moves


def test_facts_of_the_callers_own_stand_in_the_same_history(session: Session, started) -> None:
    instance = started(diagram("start > a > end"))

    event = engine.record(session, instance_id=instance.id, kind="confirmation.signed",
                          actor="contact:1", facts={"sha256": "ab"}, element_id="a")

    assert engine.history(session, instance.id)[-1] == event


def test_the_live_diagram_knows_where_and_since_when(session: Session, started) -> None:
    instance = started(diagram("start > a > g:xor; g -[again]> a; g -default> b > end"))
    for again in (True, False):
        [a] = engine.open_tasks(session)
        engine.complete_task(session, a.id, actor="lead", answers={"again": again})
    [b] = engine.open_tasks(session)

    [token] = engine.tokens(session, instance.id)
    times = engine.element_times(session, instance.id)

    assert (token.element_id, token.task_id, token.since) == ("b", b.id, b.opened_at)
    assert (times["a"].count, times["a"].left_at is not None) == (2, True)
    assert times["a"].first_entered_at < times["a"].entered_at
    assert (times["b"].count, times["b"].left_at) == (1, None)
    assert "end" not in times


def test_a_reader_sees_each_event_once(database: Engine) -> None:
    with begun(database) as session:
        for number in range(5):
            fact(session, number)

        first = engine.events_after(session, "mails", limit=3)
        engine.advance_cursor(session, "mails", first[-1].id)
        rest = engine.events_after(session, "mails")
        assert engine.unread(session, "mails")
        engine.advance_cursor(session, "mails", rest[-1].id)

        assert (numbers(first), numbers(rest)) == ([0, 1, 2], [3, 4])
        assert engine.events_after(session, "mails") == []
        assert not engine.unread(session, "mails")
        assert numbers(engine.events_after(session, "webhooks")) == [0, 1, 2, 3, 4]


def test_what_was_not_dealt_with_comes_again(database: Engine) -> None:
    with begun(database) as session:
        fact(session, 1)
        session.commit()
    for _ in range(2):
        with begun(database) as session:
            [event] = engine.events_after(session, "mails")
            engine.advance_cursor(session, "mails", event.id)
            assert numbers([event]) == [1]


def test_a_latecomer_with_a_lower_id_is_not_missed(postgresql_url: str) -> None:
    """Two transactions: the first takes the lower id, the second commits first and is read first."""
    with prepared(postgresql_url) as database, Session(database) as slow, Session(database) as fast:
        lower = fact(slow, 1)
        higher = fact(fast, 2)
        fast.commit()
        assert lower < higher
        with Session(database) as reader:
            seen = engine.events_after(reader, "mails")
            engine.advance_cursor(reader, "mails", seen[-1].id)
            reader.commit()
        assert numbers(seen) == [2]

        slow.commit()

        with Session(database) as reader:
            assert engine.unread(reader, "mails")
            assert numbers(engine.events_after(reader, "mails")) == [1]


def test_one_worker_at_a_time_reads_a_cursor(postgresql_url: str) -> None:
    with prepared(postgresql_url) as database, Session(database) as one, Session(database) as two:
        fact(one, 1)
        one.commit()

        assert numbers(engine.events_after(one, "mails")) == [1]
        one.commit()
        assert numbers(engine.events_after(one, "mails")) == [1]
        assert engine.events_after(two, "mails") == []

        one.rollback()
        assert numbers(engine.events_after(two, "mails")) == [1]
