"""A message or signal that nobody waits for, a time or a condition may start a process, in the latest version."""

from datetime import timedelta

from sqlalchemy.orm import Session

import engine
from tests.support.diagrams import (
    condition,
    definitions,
    diagram,
    event,
    process_xml,
    script,
    timer,
)

ROOTS = '<bpmn:message id="m" name="asked"/><bpmn:signal id="s" name="spring"/>'
BOTH = diagram("start > plain; start_m > answer; start_s > clean", roots=ROOTS,
               start_m=event("message", "m"), start_s=event("signal", "s"))
WAIT = diagram("start > wait:catch > heard", process="w", roots=ROOTS, wait=event("message", "m"))


def deploy(session: Session, xml: bytes, package: str = "desk") -> engine.Version:
    return engine.deploy(session, package, {"d.bpmn": xml}, actor="owner")


def opened(session: Session) -> list[str]:
    return [task.element_id for task in engine.open_tasks(session, order="opened")]


def test_a_message_starts_an_instance_with_what_it_brings(session: Session) -> None:
    version = deploy(session, BOTH)

    assert engine.publish_message(session, "asked", correlation_key="", variables={"n": 7}, actor="contact:1") == 1

    [instance] = engine.instances(session)
    assert (instance.version_id, instance.process_id, instance.variables) == (version.id, "p", {"n": 7})
    assert (instance.started_by, opened(session)) == ("contact:1", ["answer"])
    [told] = engine.history(session, instance.id, kinds=["instance.started"])
    assert told.element_id == "start_m"


def test_the_latest_version_of_each_package_starts(session: Session) -> None:
    deploy(session, BOTH)
    newest = deploy(session, BOTH.replace(b'id="answer"', b'id="answer" name="newer"'))
    other = deploy(session, BOTH, "other")

    assert engine.broadcast_signal(session, "spring") == 2

    assert {instance.version_id for instance in engine.instances(session)} == {newest.id, other.id}


def test_who_waits_for_the_message_receives_it_instead(session: Session) -> None:
    deploy(session, BOTH)
    waiting = deploy(session, WAIT, "waiting")
    engine.start(session, "w", version_id=waiting.id, actor="lead")

    assert engine.publish_message(session, "asked", correlation_key="") == 1
    assert opened(session) == ["heard"]
    assert engine.publish_message(session, "asked", correlation_key="") == 1
    assert opened(session) == ["heard", "answer"]


def test_an_instance_may_start_another_by_what_it_throws(session: Session) -> None:
    deploy(session, BOTH)
    asking = deploy(session, diagram("start > ask:throw > after", process="q", roots=ROOTS,
                                     ask=event("message", "m")), "asking")

    engine.start(session, "q", version_id=asking.id, actor="lead")

    assert sorted(opened(session)) == ["after", "answer"]


def test_a_process_that_cannot_begin_is_noted_and_hinders_no_other(session: Session) -> None:
    deploy(session, definitions(
        process_xml("start > bad:script > x", process="a", start=event("signal", "s"), bad=script("n + 1", "n"))
        + process_xml("start2 > good", process="b", start2=event("signal", "s")), ROOTS))

    assert engine.broadcast_signal(session, "spring") == 1

    assert opened(session) == ["good"]


def test_completing_a_task_asks_for_no_start(session: Session, started) -> None:
    started(BOTH)
    [task] = engine.open_tasks(session)

    assert engine.complete_task(session, task.id, actor="lead", answers={}).instance.ended_at
    assert len(engine.instances(session)) == 1


NIGHTLY = diagram("start > plain; start_t > look", start_t=timer(cycle="R/P1D"))


def passing(**passed: float) -> None:
    engine.turn_clock(engine.clock_offset() + timedelta(**passed))


def test_a_time_starts_an_instance_again_and_again(session: Session) -> None:
    deploy(session, NIGHTLY)
    assert (bool(engine.due(session)), engine.fire_due_timers(session)) == (False, 0)

    passing(days=1, minutes=1)

    assert engine.due(session).timers == 1
    assert (engine.fire_due_timers(session), opened(session)) == (1, ["look"])
    passing(days=2)
    assert [engine.fire_due_timers(session) for _ in range(3)] == [1, 1, 0]


def test_a_new_version_starts_in_place_of_the_old_and_a_date_that_is_past_not_at_all(session: Session) -> None:
    deploy(session, NIGHTLY)
    deploy(session, diagram("start > a", start=timer(date="2020-01-01")))

    passing(days=10)

    assert engine.fire_due_timers(session) == 0
    assert engine.due(session).next_at is None


def test_a_start_that_fails_is_noted_and_tried_at_its_next_turn(session: Session) -> None:
    deploy(session, diagram("start > s:script > a", start=timer(cycle="R3/PT1H"), s=script("missing + 1", "x")))

    passing(hours=1, minutes=1)

    assert engine.fire_due_timers(session) == 1
    [told] = [event for event in engine.events_after(session, "test") if event.kind == "start.failed"]
    assert (told.element_id, told.facts["process_id"], told.facts["facts"]["element"]) == ("start", "p", "s")
    assert engine.due(session).next_at is not None


def test_a_condition_starts_where_it_holds(session: Session) -> None:
    deploy(session, diagram("start > a", start=condition("amount > 100")))

    assert engine.start_where(session, {"amount": 7}, actor="lead") == 0
    assert engine.start_where(session, {"other": 700}, actor="lead") == 0
    assert engine.start_where(session, {"amount": 700}, actor="lead") == 1
    assert engine.instances(session)[0].variables == {"amount": 700}


def test_a_person_may_start_where_a_message_would_have(session: Session) -> None:
    version = deploy(session, BOTH)

    engine.start(session, "p", version_id=version.id, actor="lead", element_id="start_m")

    assert opened(session) == ["answer"]


def test_who_starts_an_instance_is_kept_where_another_engines_diagram_names_the_variable(session: Session) -> None:
    drawn = diagram("start > a > end", start="@c:initiator=starter ", a="@c:assignee=${starter} ").replace(
        b"<bpmn:definitions ", b'<bpmn:definitions xmlns:c="http://camunda.org/schema/1.0/bpmn" ')
    version = engine.deploy(session, "desk", {"d.bpmn": drawn}, actor="owner", profile="lenient")

    engine.start(session, "p", version_id=version.id, actor="lead")

    assert [task.assignee for task in engine.open_tasks(session, order="opened")] == ["lead"]


def test_the_messages_of_a_parallel_gateway_meet_in_one_case_by_their_key(session: Session) -> None:
    keyed = ('<bpmn:message id="{0}" name="{0}"><bpmn:extensionElements><zeebe:subscription correlationKey="=order"/>'
             "</bpmn:extensionElements></bpmn:message>")
    engine.deploy(session, "meeting", {"p.bpmn": diagram(
        "g:event > c:catch > ship > end; g > d:catch > bill > end2:end", g="@instantiate=true @eventGatewayType=Parallel ",
        c=event("message", "ordered"), d=event("message", "paid"), roots=keyed.format("ordered") + keyed.format("paid"),
    )}, actor="owner", profile="lenient")

    for name, order in (("ordered", "A"), ("paid", "B"), ("paid", "A")):
        assert engine.publish_message(session, name, correlation_key=order, variables={"order": order}) == 1

    tasks = [(task.instance_id, task.element_id) for task in engine.open_tasks(session)]
    first, second = sorted({instance for instance, _ in tasks})
    assert sorted(tasks) == [(first, "bill"), (first, "ship"), (second, "bill")]
