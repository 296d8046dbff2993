"""A step that calls another system: signed and under one key, nothing locked meanwhile, and every failure in words."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from threading import Event, Thread

import pytest
from flask import Flask

import engine
from tests.support import build
from tests.support.cast import Cast, assemble
from tests.support.diagrams import diagram, mapping, zeebe
from tests.support.other_system import KEY, Answer, OtherSystem, other_system
from webapp import jobs
from webapp.db import db
from webapp.domain import customers, packages, wording
from webapp.handlers import VERBS
from webapp.transaction import transaction


@pytest.fixture
def erp() -> Iterator[OtherSystem]:
    with other_system() as system:
        yield system


@pytest.fixture
def floor(prepared_url: str, erp: OtherSystem) -> Iterator[Flask]:
    with build.database(prepared_url, webhooks={"erp": erp.address, "gone": "http://127.0.0.1:9/"}, webhook_key=KEY) as app:
        yield app


@pytest.fixture
def cast(floor: Flask) -> Cast:
    with transaction() as session:
        return assemble(session)


def calling(cast: Cast, endpoint: str = "erp") -> engine.Instance:
    """A project whose first step tells this endpoint what is ordered."""
    inside = build.job("webhooks.send", zeebe("taskHeaders", zeebe("header", key="endpoint", value=endpoint)),
                       mapping(inputs={"order": '={pieces: 6}'}, outputs={"number": "=webhook_answer.order_number"}))
    lifecycle = diagram("start > order:service > close > end", process="lifecycle", order=inside,
                        close=build.task(assignee="=project_lead"))
    with transaction() as session:
        packages.deploy(session, build.package({"lifecycle": lifecycle}), actor="process_owner", handlers=VERBS)
    project = build.start_project(cast)
    return engine.get_instance(db.session(), project.instance_id or 0)


def after_hours(*hours: int) -> None:
    try:
        for each in hours:
            engine.turn_clock(timedelta(hours=each))
            build.work()
    finally:
        engine.turn_clock(timedelta())


def why_stuck(instance: engine.Instance) -> str:
    db.session.rollback()
    [incident] = engine.incidents(db.session(), instance_ids=[instance.id])
    return wording.sentence(incident.message_id, incident.facts, "en")


def test_the_case_goes_on_with_the_answer(cast: Cast, erp: OtherSystem) -> None:
    instance = calling(cast)

    build.work()

    [(path, headers, body)] = erp.asked
    told = json.loads(body)
    assert path == "/tandem"
    assert told["input"] == {"order": {"pieces": 6}}
    assert (told["case"], told["process"], told["step"]) == (instance.id, "lifecycle", "order")
    assert headers["Idempotency-Key"] == told["id"]
    assert [task.element_id for task in engine.open_tasks(db.session())] == ["close"]


def test_who_shares_the_key_can_tell_that_we_said_it(cast: Cast, erp: OtherSystem) -> None:
    calling(cast)

    build.work()

    [(_path, headers, body)] = erp.asked
    said = dict(part.split("=") for part in headers["Tandem-Signature"].split(","))
    expected = hmac.new(KEY.encode(), said["t"].encode() + b"." + body, hashlib.sha256).hexdigest()
    assert said["v1"] == expected


def test_what_is_not_taken_is_told_again_under_the_same_key(cast: Cast, erp: OtherSystem) -> None:
    erp.answers = [Answer(503), Answer()]
    calling(cast)

    build.work()
    after_hours(2)

    first, second = (headers["Idempotency-Key"] for _path, headers, _body in erp.asked)
    assert first == second
    assert [task.element_id for task in engine.open_tasks(db.session())] == ["close"]


@pytest.mark.parametrize(("answer", "words"), [
    (Answer(422), "“erp” refused what it was told (status 422)"),
    (Answer(302, b"", location="http://127.0.0.1:9/elsewhere"), "“erp” refused what it was told (status 302)"),
    (Answer(200, b"<html>"), "“erp” answered what this case cannot carry"),
    (Answer(200, b'"' + b"x" * 70_000 + b'"'), "“erp” answered what this case cannot carry"),
])
def test_an_answer_of_no_use_is_told_in_words_after_the_last_try(
    cast: Cast, erp: OtherSystem, answer: Answer, words: str
) -> None:
    erp.answers = [answer]
    instance = calling(cast)

    after_hours(0, 2, 4, 6)

    assert why_stuck(instance).startswith(words)


def test_who_does_not_answer_is_named(cast: Cast) -> None:
    instance = calling(cast, "gone")

    after_hours(0, 2, 4, 6)

    assert why_stuck(instance).startswith("“gone” did not answer (")


def test_a_diagram_reaches_no_address_that_the_installation_has_not_named(cast: Cast, erp: OtherSystem) -> None:
    instance = calling(cast, erp.address)

    after_hours(0, 2, 4, 6)

    assert erp.asked == []
    assert "It knows: erp, gone." in why_stuck(instance)


def test_nobody_waits_for_a_lock_while_the_other_system_thinks(floor: Flask, cast: Cast, erp: OtherSystem) -> None:
    thought = Event()
    erp.answers = [Answer(until=thought)]
    calling(cast)

    def call() -> None:
        with floor.app_context():
            jobs.run_service_jobs("slow")

    caller = Thread(target=call)
    caller.start()
    try:
        while not erp.asked:
            assert caller.is_alive()
        with transaction() as session:
            customers.create_customer(session, name="meanwhile", by="system")
    finally:
        thought.set()
        caller.join()

    db.session.rollback()
    assert [task.element_id for task in engine.open_tasks(db.session())] == ["close"]
