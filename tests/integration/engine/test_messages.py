"""Messages find the one who waits, signals everybody; a message may wait itself."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

import engine
from tests.support.diagrams import at, diagram, event, extended, zeebe

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


def test_the_instance_that_throws_a_signal_hears_it_once_and_not_later(session: Session, started) -> None:
    xml = diagram("start > write > tell:throw > later:catch > end; start > other; heard:boundary > note", roots=SIGNAL,
                  tell=event("signal", "s"), later=event("signal", "s"), heard=at("other", event("signal", "s"), interrupting=False))
    mine, beside = started(xml), started(xml)

    [write] = [task for task in engine.open_tasks(session) if (task.element_id, task.instance_id) == ("write", mine.id)]
    engine.complete_task(session, write.id, actor="lead", answers={})

    notes = [task.instance_id for task in engine.open_tasks(session) if task.element_id == "note"]
    assert sorted(notes) == [mine.id, beside.id]
    assert "later" in {token.element_id for token in engine.tokens(session, mine.id)}


def test_what_one_instance_throws_another_catches(session: Session, started) -> None:
    started(WAIT, {"project_id": "7"})
    sender = diagram("start > tell:throw > end", roots=EDITED, tell=event("message", "m"))

    started(sender, {"project_id": "7"})

    assert [task.element_id for task in engine.open_tasks(session)] == ["ask"]


def throwing(time_to_live: str = "", kind: str = "throw") -> bytes:
    """A process that throws the message, to be kept that long, by an event or by a task."""
    kept = f'<zeebe:property name="timeToLive" value="{time_to_live}"/>' if time_to_live else ""
    said = extended(zeebe("properties", kept))
    inside = {"throw": said + event("message", "m"), "end": said + event("message", "m"), "send": "@messageRef=m " + said}
    return diagram(f"start > tell:{kind}" + ("" if kind == "end" else " > done:end"), roots=EDITED, tell=inside[kind])


@pytest.mark.parametrize("kind", ["throw", "end", "send"])
def test_what_an_instance_throws_may_be_kept_for_one_who_comes_later(session: Session, started, kind) -> None:
    started(throwing("PT1H", kind), {"project_id": "7"})

    started(WAIT, {"project_id": "8"})
    assert engine.count_open_tasks(session) == 0
    mine = started(WAIT, {"project_id": "7"})

    assert [task.instance_id for task in engine.open_tasks(session)] == [mine.id]
    started(WAIT, {"project_id": "7"})
    assert engine.count_open_tasks(session) == 1


@pytest.mark.parametrize("time_to_live", ["", "PT1H", "=duration(&quot;PT&quot; + string(hours) + &quot;H&quot;)"])
def test_it_is_not_kept_longer_than_it_says(session: Session, started, time_to_live) -> None:
    started(throwing(time_to_live), {"project_id": "7", "hours": 1})
    engine.turn_clock(timedelta(hours=2))

    started(WAIT, {"project_id": "7"})

    assert engine.count_open_tasks(session) == 0


def test_an_instance_may_meet_its_own_message_later(session: Session, started) -> None:
    kept = extended(zeebe("properties", '<zeebe:property name="timeToLive" value="P1D"/>'))
    drawn = diagram("start > tell:throw > ask > wait:catch > after > end", roots=EDITED,
                    tell=kept + event("message", "m"), wait=event("message", "m"))
    started(drawn, {"project_id": "7"})

    [task] = engine.open_tasks(session)
    engine.complete_task(session, task.id, actor="lead", answers={})

    assert [task.element_id for task in engine.open_tasks(session)] == ["after"]


def test_a_time_to_live_that_cannot_be_read_is_refused_at_deployment() -> None:
    found = [one for one in engine.check({"bpmn/p.bpmn": throwing("soon")}) if one.severity == "refusal"]

    assert [(one.rule, one.element) for one in found] == [("timer-unreadable", "tell")]


def test_words_that_cannot_be_a_key_are_refused(session: Session) -> None:
    with pytest.raises(engine.EngineError, match="text-unusable"):
        publish(session, key="x" * 500)
    with pytest.raises(engine.EngineError, match="text-unusable"):
        publish(session, key="a\0b")


@pytest.mark.parametrize(("name", "key"), [("a\0b", "7"), ("x" * 500, "7"), ("paid", "a\0b"), ("paid", "x" * 500)])
@pytest.mark.parametrize("kind", ["message", "signal"])
def test_a_thrown_message_that_no_column_keeps_is_an_incident_at_its_step(session: Session, started, name, key, kind) -> None:
    roots = ('<bpmn:signal id="r" name="=name"/>' if kind == "signal" else
             '<bpmn:message id="r" name="=name"><bpmn:extensionElements><zeebe:subscription correlationKey="=key"/>'
             "</bpmn:extensionElements></bpmn:message>")
    started(diagram("start > write > tell:throw > end", roots=roots, tell=event(kind, "r")), {"name": name, "key": key})

    [write] = engine.open_tasks(session)
    done = engine.complete_task(session, write.id, actor="lead", answers={"said": 1})

    is_kept = kind == "signal" and name == "paid"   # a signal has no key
    assert (done.incident and done.incident.message_id) == (None if is_kept else "text-unusable")
