"""Messages find the one who waits, signals everybody; a message may wait itself."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

import engine
from tests.support.diagrams import at, diagram, event

EDITED = ('<bpmn:message id="m" name="requirements.edited"><bpmn:extensionElements>'
          '<zeebe:subscription correlationKey="=project_id"/></bpmn:extensionElements></bpmn:message>')
WAIT = diagram("start > wait:catch > ask > end", roots=EDITED, wait=event("message", "m"))
SIGNAL = '<bpmn:signal id="s" name="holiday"/>'


def publish(session: Session, key: str = "7", **more) -> int:
    return engine.publish_message(session, "requirements.edited", correlation_key=key, **more)


def test_a_message_moves_the_instance_with_its_key(session: Session, started) -> None:
    mine, other = (started(WAIT, {"project_id": key}) for key in ("7", "8"))

    received = publish(session, variables={"by": "lead"}, actor="lead")

    assert received == 1
    assert [task.instance_id for task in engine.open_tasks(session)] == [mine.id]
    assert engine.get_instance(session, mine.id).variables["by"] == "lead"
    [told] = engine.history(session, mine.id, kinds=["message.received"])
    assert (told.actor, told.facts["name"]) == ("lead", "requirements.edited")
    assert [token.element_id for token in engine.tokens(session, other.id)] == ["wait"]
    assert publish(session) == 0


def test_a_number_is_a_key_too(session: Session, started) -> None:
    started(WAIT, {"project_id": 7})

    assert publish(session, key="7") == 1


def test_of_two_who_wait_for_the_same_the_first_receives(session: Session, started) -> None:
    first, second = (started(WAIT, {"project_id": "7"}) for _ in range(2))

    assert publish(session) == 1
    assert [task.instance_id for task in engine.open_tasks(session)] == [first.id]
    assert publish(session) == 1
    assert {task.instance_id for task in engine.open_tasks(session)} == {first.id, second.id}


def test_an_interrupting_message_withdraws_the_task(session: Session, started) -> None:
    started(diagram("start > sign > end; edited:boundary > draft > end2:end", roots=EDITED,
                    edited=at("sign", event("message", "m"))), {"project_id": "7"})

    publish(session)

    assert [task.element_id for task in engine.open_tasks(session)] == ["draft"]
    assert publish(session) == 0


def test_a_kept_message_meets_the_one_who_comes_to_wait(session: Session, started) -> None:
    assert publish(session, ttl=timedelta(hours=1), variables={"n": 1}) == 0

    instance = started(WAIT, {"project_id": "7"})

    assert [task.element_id for task in engine.open_tasks(session)] == ["ask"]
    assert engine.get_instance(session, instance.id).variables["n"] == 1
    started(WAIT, {"project_id": "7"})
    assert engine.count_open_tasks(session) == 1


def test_a_kept_message_expires(session: Session, started) -> None:
    publish(session, ttl=timedelta(hours=1))
    engine.turn_clock(timedelta(hours=2))

    started(WAIT, {"project_id": "7"})

    assert engine.count_open_tasks(session) == 0
    assert engine.forget_expired(session) == 1


def test_a_message_without_a_ttl_is_not_kept(session: Session, started) -> None:
    publish(session)

    started(WAIT, {"project_id": "7"})

    assert engine.count_open_tasks(session) == 0


def test_a_signal_reaches_everybody(session: Session, started) -> None:
    file = diagram("start > wait:catch > ask > end", roots=SIGNAL, wait=event("signal", "s"))
    both = {started(file).id, started(file).id}

    assert engine.broadcast_signal(session, "holiday", {"day": "monday"}) == 2

    assert {task.instance_id for task in engine.open_tasks(session)} == both
    assert engine.broadcast_signal(session, "holiday") == 0


def test_what_one_instance_throws_another_catches(session: Session, started) -> None:
    started(WAIT, {"project_id": "7"})
    sender = diagram("start > tell:throw > end", roots=EDITED, tell=event("message", "m"))

    started(sender, {"project_id": "7"})

    assert [task.element_id for task in engine.open_tasks(session)] == ["ask"]


def test_words_that_cannot_be_a_key_are_refused(session: Session) -> None:
    with pytest.raises(engine.EngineError, match="text-unusable"):
        publish(session, key="x" * 500)
    with pytest.raises(engine.EngineError, match="text-unusable"):
        publish(session, key="a\0b")
