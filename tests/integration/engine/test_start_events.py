"""A message or signal that nobody waits for may start a process: always in the latest version."""

from sqlalchemy.orm import Session

import engine
from tests.support.diagrams import definitions, diagram, event, process_xml, script

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
