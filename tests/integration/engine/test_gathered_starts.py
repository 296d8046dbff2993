"""A start event that wants all of its events begins a process when the last of a set has come: messages of one key, or signals."""

from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

import engine
from engine.store import engine_gathered
from tests.support.diagrams import diagram, event

ROOTS = ('<bpmn:message id="m" name="ordered"/><bpmn:message id="n" name="paid"/>'
         '<bpmn:signal id="s" name="spring"/><bpmn:signal id="t" name="thaw"/>')
ALL = "@parallelMultiple=true "
MESSAGES = diagram("start > ship > end", roots=ROOTS, start=ALL + event("message", "m") + event("message", "n"))
SIGNALS = diagram("start > sow > end", roots=ROOTS, start=ALL + event("signal", "s") + event("signal", "t"))


def deploy(session: Session, xml: bytes = MESSAGES, package: str = "desk") -> engine.Version:
    return engine.deploy(session, package, {"d.bpmn": xml}, actor="owner")


def publish(session: Session, name: str, key: str = "A-7", **variables: object) -> int:
    return engine.publish_message(session, name, correlation_key=key, variables=variables, actor="shop")


def kept(session: Session) -> int:
    return session.execute(select(func.count()).select_from(engine_gathered)).scalar_one()


@pytest.mark.parametrize("order", [("ordered", "paid"), ("paid", "ordered")])
def test_it_begins_when_the_last_has_come_with_what_all_have_brought(session: Session, order) -> None:
    deploy(session)

    assert publish(session, order[0], n=1, first=True) == 1
    assert engine.instances(session) == []
    assert publish(session, order[1], n=2) == 1

    [instance] = engine.instances(session)
    assert (instance.variables, instance.started_by, kept(session)) == ({"n": 2, "first": True}, "shop", 0)
    assert [task.element_id for task in engine.open_tasks(session)] == ["ship"]


def test_what_waits_for_the_rest_of_its_set_stands_in_the_history(session: Session) -> None:
    engine.events_after(session, "test")
    deploy(session)

    publish(session, "ordered")

    [told] = [one for one in engine.events_after(session, "test") if one.kind == "start.awaits"]
    assert (told.element_id, told.actor) == ("start", "shop")
    assert told.facts == {"name": "ordered", "process_id": "p", "correlation_key": "A-7", "wants": ["ordered", "paid"]}


def test_messages_of_one_key_belong_together(session: Session) -> None:
    deploy(session)
    publish(session, "ordered", "A-7", of="A-7")
    publish(session, "paid", "A-8")

    assert engine.instances(session) == []

    publish(session, "paid", "A-7")

    [instance] = engine.instances(session)
    assert (instance.variables["of"], kept(session)) == ("A-7", 1)


def test_one_that_comes_twice_waits_for_the_next_set(session: Session) -> None:
    deploy(session)
    for number in (1, 2):
        publish(session, "ordered", n=number)

    publish(session, "paid")
    assert [instance.variables["n"] for instance in engine.instances(session)] == [1]
    publish(session, "paid")

    assert sorted(instance.variables["n"] for instance in engine.instances(session)) == [1, 2]


def test_signals_belong_together_as_they_come(session: Session) -> None:
    deploy(session, SIGNALS)

    assert engine.broadcast_signal(session, "spring", {"mild": True}) == 1
    assert engine.instances(session) == []
    assert engine.broadcast_signal(session, "thaw") == 1

    assert [instance.variables for instance in engine.instances(session)] == [{"mild": True}]


def test_a_message_that_may_wait_itself_is_kept_once(session: Session) -> None:
    deploy(session)

    engine.publish_message(session, "ordered", correlation_key="A-7", ttl=timedelta(days=1))

    assert kept(session) == 1


def test_what_an_instance_waits_for_goes_to_it(session: Session) -> None:
    deploy(session)
    waits = deploy(session, diagram("start > wait:catch > heard", process="w", roots=ROOTS, wait=event("message", "m")), "other")
    engine.start(session, "w", version_id=waits.id, actor="lead")

    publish(session, "ordered", "")

    assert ([task.element_id for task in engine.open_tasks(session)], kept(session)) == (["heard"], 0)


def test_what_has_come_counts_in_the_next_version_and_goes_with_its_start_event(session: Session) -> None:
    deploy(session)
    publish(session, "ordered", n=1)

    newer = deploy(session, MESSAGES.replace(b'id="ship"', b'id="ship" name="Ship"'))
    publish(session, "paid")
    assert [instance.version_id for instance in engine.instances(session)] == [newer.id]

    publish(session, "ordered")
    deploy(session, diagram("start > ship > end"))
    assert kept(session) == 0


def test_two_that_come_at_once_begin_one_process(database: Engine) -> None:
    with Session(database) as session:
        engine.begin_immediate(session)
        deploy(session)
        session.commit()

    def come(name: str) -> None:
        with Session(database) as session:
            engine.begin_immediate(session)
            publish(session, name)
            session.commit()

    for _ in range(5):
        both = [Thread(target=come, args=(name,)) for name in ("ordered", "paid")]
        for one in both:
            one.start()
        for one in both:
            one.join()

    with Session(database) as session:
        assert (len(engine.instances(session)), kept(session)) == (5, 0)
