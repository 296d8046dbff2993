"""What comes for a suspended instance waits for it, and is given when it is resumed."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import engine
from engine.store import engine_arrival
from tests.support.diagrams import at, condition, diagram, event, extended, timer, zeebe

ROOTS = ('<bpmn:signal id="s" name="holiday"/><bpmn:message id="m" name="paid">'
         + extended(zeebe("subscription", correlationKey="=order")) + "</bpmn:message>")
HEARS = diagram("start > wait:catch > ask > end", roots=ROOTS, wait=event("signal", "s"))
AWAITS = diagram("start > wait:catch > ask > end", roots=ROOTS, wait=event("message", "m"))


def suspended(session: Session, instance: engine.Instance) -> engine.Instance:
    return engine.suspend_instance(session, instance.id, actor="admin", reason="under review")


def resumed(session: Session, instance: engine.Instance) -> list[str]:
    """What is open in an instance once it was resumed."""
    engine.resume_instance(session, instance.id, actor="admin")
    return [task.element_id for task in engine.open_tasks(session) if task.instance_id == instance.id]


def test_a_signal_is_heard_when_the_instance_is_resumed(session: Session, started) -> None:
    resting, other = suspended(session, started(HEARS)), started(HEARS)

    assert engine.broadcast_signal(session, "holiday", {"day": "monday"}, actor="lead") == 2

    assert [task.instance_id for task in engine.open_tasks(session)] == [other.id]
    assert resumed(session, resting) == ["ask"]
    assert engine.get_instance(session, resting.id).variables["day"] == "monday"
    [told] = engine.history(session, resting.id, kinds=["signal.received"])
    assert (told.actor, told.element_id, told.facts["name"]) == ("lead", "wait", "holiday")


@pytest.mark.parametrize(("waits", "kind", "name"), [(HEARS, "signal", "holiday"), (AWAITS, "message", "paid")])
def test_the_history_tells_what_came_while_the_instance_was_suspended(session: Session, started, waits, kind, name) -> None:
    resting = suspended(session, started(waits, {"order": "A-7"}))

    if kind == "signal":
        engine.broadcast_signal(session, name, actor="lead")
    else:
        engine.publish_message(session, name, correlation_key="A-7", actor="lead")

    [told] = engine.history(session, resting.id, kinds=[f"{kind}.kept"])
    assert (told.actor, told.element_id, told.facts) == ("lead", "wait", {"name": name})


def test_a_message_is_received_when_the_instance_is_resumed(session: Session, started) -> None:
    resting = suspended(session, started(AWAITS, {"order": "A-7"}))

    assert engine.publish_message(session, "paid", correlation_key="A-7", variables={"n": 1}) == 1
    assert engine.publish_message(session, "paid", correlation_key="A-8") == 0

    assert resumed(session, resting) == ["ask"]
    assert engine.get_instance(session, resting.id).variables["n"] == 1


def test_of_two_that_wait_for_a_message_the_one_that_is_not_suspended_receives(session: Session, started) -> None:
    resting, other = suspended(session, started(AWAITS, {"order": "A-7"})), started(AWAITS, {"order": "A-7"})

    engine.publish_message(session, "paid", correlation_key="A-7")

    assert [task.instance_id for task in engine.open_tasks(session)] == [other.id]
    assert resumed(session, resting) == []


def test_what_another_instance_throws_waits_too(session: Session, started) -> None:
    resting = suspended(session, started(AWAITS, {"order": "A-7"}))

    started(diagram("start > tell:throw > end", roots=ROOTS, tell=event("message", "m")), {"order": "A-7"})

    assert resumed(session, resting) == ["ask"]


def test_each_time_that_a_signal_came_is_heard_in_its_turn(session: Session, started) -> None:
    resting = suspended(session, started(diagram("start > a > end; heard:boundary > note", roots=ROOTS,
                                                 heard=at("a", event("signal", "s"), interrupting=False))))
    for day in ("monday", "tuesday"):
        engine.broadcast_signal(session, "holiday", {"day": day})

    assert sorted(resumed(session, resting)) == ["a", "note", "note"]
    assert engine.get_instance(session, resting.id).variables["day"] == "tuesday"


def test_only_who_listened_when_the_signal_came_hears_it(session: Session, started) -> None:
    resting = suspended(session, started(diagram("start > a > wait:catch > ask > end", roots=ROOTS, wait=event("signal", "s"))))
    engine.broadcast_signal(session, "holiday")
    [token] = engine.tokens(session, resting.id)

    engine.move_token(session, resting.id, token.token, to="wait", actor="admin", reason="")

    assert resumed(session, resting) == []
    assert engine.broadcast_signal(session, "holiday") == 1


def test_who_was_moved_on_meanwhile_hears_nothing(session: Session, started) -> None:
    resting = suspended(session, started(HEARS))
    engine.broadcast_signal(session, "holiday")
    [token] = engine.tokens(session, resting.id)
    engine.skip_token(session, resting.id, token.token, actor="admin", reason="")

    assert resumed(session, resting) == ["ask"]
    assert engine.history(session, resting.id, kinds=["signal.received"]) == []


def test_what_came_first_wins_the_race_at_a_gateway(session: Session, started) -> None:
    resting = suspended(session, started(diagram(
        "start > g:event; g > c:catch > paid; g > d:catch > free", roots=ROOTS, c=event("message", "m"), d=event("signal", "s")),
        {"order": "A-7"}))
    engine.broadcast_signal(session, "holiday")
    engine.publish_message(session, "paid", correlation_key="A-7")

    assert resumed(session, resting) == ["free"]


@pytest.mark.parametrize(("came_after", "wins"), [(1, "free"), (3, "late")])
def test_a_timer_that_came_due_before_wins_the_race_against_a_signal(session: Session, started, came_after, wins) -> None:
    resting = suspended(session, started(diagram(
        "start > g:event; g > c:catch > late; g > d:catch > free", roots=ROOTS, c=timer("PT2H"), d=event("signal", "s"))))
    engine.turn_clock(timedelta(hours=came_after))
    engine.broadcast_signal(session, "holiday")
    engine.turn_clock(timedelta(hours=5))

    assert resumed(session, resting) == [wins]


def test_a_message_that_may_wait_itself_is_given_to_a_suspended_instance_however_long_it_rests(session: Session, started) -> None:
    resting = suspended(session, started(AWAITS, {"order": "A-7"}))
    engine.publish_message(session, "paid", correlation_key="A-7", ttl=timedelta(hours=1))
    engine.turn_clock(timedelta(days=3))
    engine.forget_expired(session)

    assert resumed(session, resting) == ["ask"]


def test_what_follows_and_fails_is_an_incident_of_the_resumed_instance(session: Session, started) -> None:
    resting = suspended(session, started(diagram(
        "start > wait:catch > g:xor -[n > 1]> ask > end; g -[n <= 1]> other > end", roots=ROOTS, wait=event("signal", "s"))))
    engine.broadcast_signal(session, "holiday")

    assert resumed(session, resting) == []

    [incident] = engine.incidents(session)
    assert (incident.instance_id, incident.element_id) == (resting.id, "g_ask")


@pytest.mark.parametrize("end", ["canceled", "moved to its end"])
def test_an_instance_that_ends_while_suspended_leaves_nothing_behind(session: Session, started, end) -> None:
    resting = suspended(session, started(diagram("start > wait:catch > end", roots=ROOTS, wait=event("signal", "s"))))
    engine.broadcast_signal(session, "holiday")

    if end == "canceled":
        engine.cancel_instance(session, resting.id, actor="admin", reason="")
    else:
        [token] = engine.tokens(session, resting.id)
        engine.skip_token(session, resting.id, token.token, actor="admin", reason="")

    assert session.execute(select(func.count()).select_from(engine_arrival)).scalar_one() == 0


def test_timers_and_conditions_that_came_due_meanwhile_happen_too(session: Session, started) -> None:
    resting = suspended(session, started(diagram(
        "start > f:and; f > t:catch > late > end; f > c:catch > big > end", t=timer("PT1H"), c=condition("n > 1")), {"n": 0}))
    engine.turn_clock(timedelta(hours=2))
    engine.set_variables(session, resting.id, {"n": 2}, actor="admin", reason="")

    engine.resume_instance(session, resting.id, actor="admin")
    engine.fire_due_timers(session)

    assert sorted(task.element_id for task in engine.open_tasks(session)) == ["big", "late"]
