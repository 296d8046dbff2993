"""Timers: rows that the turned clock makes due."""

from datetime import timedelta

from sqlalchemy.orm import Session

import engine
from tests.support.diagrams import at, diagram, timer


def later(**passed: float) -> None:
    engine.turn_clock(engine.clock_offset() + timedelta(**passed))


def test_a_timer_fires_when_it_is_due_and_not_before(session: Session, started) -> None:
    instance = started(diagram("start > pause:catch > ask > end", pause=timer("P2D")))
    [waiting] = engine.timers(session, instance.id)
    assert waiting.due_at - engine.now() > timedelta(days=1, hours=23)

    later(days=1)
    assert engine.fire_due_timers(session) == 0
    later(days=2)
    assert engine.fire_due_timers(session) == 1

    assert [task.element_id for task in engine.open_tasks(session)] == ["ask"]
    assert engine.timers(session, instance.id) == []
    [fired] = engine.history(session, instance.id, kinds=["timer.fired"])
    assert (fired.element_id, fired.actor) == ("pause", "system")


def test_an_interrupting_timer_withdraws_the_task(session: Session, started) -> None:
    started(diagram("start > ask > end; late:boundary > remind > end2:end",
                    late=at("ask", timer("PT1H"))))
    later(hours=2)

    engine.fire_due_timers(session)

    assert [task.element_id for task in engine.open_tasks(session)] == ["remind"]
    [ask] = engine.closed_tasks(session)
    assert (ask.closed_as, ask.closed_by) == ("canceled", "system")


def test_a_timer_goes_with_its_task(session: Session, started) -> None:
    instance = started(diagram("start > ask > next > end; late:boundary > end2:end",
                               late=at("ask", timer("PT1H"))))
    [ask] = engine.open_tasks(session)

    engine.complete_task(session, ask.id, actor="lead", answers={})

    assert engine.timers(session, instance.id) == []
    later(hours=2)
    assert engine.fire_due_timers(session) == 0


def test_a_cycle_is_armed_again_until_it_has_run_out(session: Session, started) -> None:
    instance = started(diagram("start > ask > end; tick:boundary > remind > end2:end",
                               tick=at("ask", timer(cycle="R3/PT1H"), interrupting=False)))
    [first] = engine.timers(session, instance.id)
    later(hours=1)

    assert engine.fire_due_timers(session) == 1

    [told] = engine.history(session, instance.id, kinds=["timer.fired"])
    assert (told.element_id, told.facts["due_at"]) == ("tick", first.due_at.isoformat())
    [second] = engine.timers(session, instance.id)
    assert second.id == first.id
    assert second.due_at - first.due_at == timedelta(hours=1)
    later(hours=5)
    assert [engine.fire_due_timers(session) for _ in range(3)] == [1, 1, 0]
    assert engine.timers(session, instance.id) == []
    assert sorted(task.element_id for task in engine.open_tasks(session)) == [
        "ask", "remind", "remind", "remind"]


def test_timers_fire_in_their_order_and_as_many_as_asked_for(session: Session, started) -> None:
    flows = "start > f:and; " + "; ".join(f"f > t{n}:catch > a{n} > end" for n in (3, 1, 2))
    started(diagram(flows, **{f"t{n}": timer(f"PT{n}H") for n in (1, 2, 3)}))
    later(hours=4)
    assert engine.due(session).timers == 3

    assert engine.fire_due_timers(session, limit=2) == 2

    assert [task.element_id for task in engine.open_tasks(session)] == ["a1", "a2"]
