"""How the steps of a version fare over all its cases."""

from datetime import timedelta

from sqlalchemy.orm import Session

import engine
from tests.support.diagrams import diagram


def answer(session: Session, instance: engine.Instance, *, after: timedelta) -> None:
    engine.turn_clock(engine.clock_offset() + after)
    [task] = engine.open_tasks(session, instance_ids=[instance.id])
    engine.complete_task(session, task.id, actor="lead", answers={})


def test_what_waits_and_what_was_done_is_counted_and_timed(session: Session, started) -> None:
    flows = diagram("start > write > check > end")
    cases = [started(flows) for _ in range(4)]
    for case, days in zip(cases[:3], (1, 1, 4), strict=True):
        answer(session, case, after=timedelta(days=days))

    check, write = engine.element_loads(session, cases[0].version_id)

    assert (write.process_id, write.element_id, write.open, write.done) == ("p", "write", 1, 3)
    assert (round(write.middle / timedelta(days=1)), round(write.slow / timedelta(days=1))) == (2, 6)
    assert (check.element_id, check.open, check.done, check.middle, check.slow) == ("check", 3, 0, None, None)


def test_only_the_latest_are_timed(session: Session, started) -> None:
    flows = diagram("start > write > end")
    cases = [started(flows) for _ in range(3)]
    for case in cases:
        answer(session, case, after=timedelta(days=1))

    [write] = engine.element_loads(session, cases[0].version_id, sample=2)

    assert write.done == 2


def test_another_version_is_not_mixed_in(session: Session, started) -> None:
    case = started(diagram("start > write > end"))

    assert engine.element_loads(session, case.version_id + 1) == []
