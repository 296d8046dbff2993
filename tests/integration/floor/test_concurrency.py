"""At the same instant: numbers stay unique, one of two submissions wins, what stands once is kept once."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import TypeVar

import pytest
from flask import Flask
from sqlalchemy.orm import Session

import engine
from tests.integration.floor.test_transaction import ROUNDS, WRITERS, in_threads
from tests.support import build
from tests.support.cast import Cast
from tests.support.stamps import stamp
from webapp.db import db
from webapp.domain import (
    access,
    confirmations,
    customers,
    documents,
    drafts,
    errands,
    people,
    portal,
    seals,
    tasks,
    wording,
)
from webapp.domain.projects import Project
from webapp.transaction import transaction, until_untorn

Kept = TypeVar("Kept")


def test_projects_started_at_once_get_numbers_without_gap_or_double(floor: Flask, cast: Cast) -> None:
    codes: list[str] = []

    in_threads(floor, lambda number: codes.extend(
        build.start_project(cast, name=f"{number}-{n}").code for n in range(3)))

    assert sorted(codes) == [f"P-{engine.now().year}-{n:03d}" for n in range(1, 3 * WRITERS + 1)]


def test_a_draft_that_comes_from_two_devices_at_once_is_kept_once(floor: Flask, cast: Cast) -> None:
    for _ in range(ROUNDS):
        project = build.start_project(cast)
        task = engine.open_tasks(db.session(), instance_ids=[project.instance_id or 0])[0]
        db.session.rollback()

        def save(number: int, task: engine.Task = task) -> None:
            with transaction() as session:
                tasks.save_draft(session, task, actor=cast.lead, data={"proposal": str(number)})

        in_threads(floor, save)
        db.session.rollback()
        kept = tasks.draft_of(db.session(), cast.lead, task.id)
        assert kept is not None
        assert kept.data["proposal"] in {str(number) for number in range(1, WRITERS + 1)} | {"0"}


def test_of_several_who_submit_one_task_at_once_one_wins(floor: Flask, cast: Cast) -> None:
    won: list[int] = []
    for _ in range(ROUNDS):
        project = build.start_project(cast)
        task = engine.open_tasks(db.session(), instance_ids=[project.instance_id or 0])[0]
        db.session.rollback()

        def submit(number: int, task: engine.Task = task) -> None:
            try:
                with transaction() as session:
                    tasks.submit(session, task, actor=cast.lead, data={"proposal": str(number)})
            except engine.TaskNotOpen:
                return
            won.append(task.id)

        in_threads(floor, submit)
        db.session.rollback()
        assert len(engine.open_tasks(db.session(), instance_ids=[project.instance_id or 0])) == 1

    assert len(won) == len(set(won)) == ROUNDS

def test_what_bears_one_name_is_made_once_and_who_comes_second_is_told(floor: Flask, cast: Cast) -> None:
    made: list[str] = []
    told: list[str] = []

    def make(number: int) -> None:
        for name, act in (
            ("customer", lambda session: customers.create_customer(session, name="同名客户", by="lead")),
            ("person", lambda session: people.create_person(session, username="namesake", name="同名", email="n@x.example")),
            ("department", lambda session: people.open_department(session, name="同名部门")),
            ("draft", lambda session: drafts.begin_new(session, "namesake", "同名流程", "", actor=cast.process_owner)),
        ):
            try:
                until_untorn(partial(_keep, act))
            except wording.FieldRefused as refused:
                told.append(refused.message_id)
            else:
                made.append(name)

    in_threads(floor, make)

    assert sorted(made) == ["customer", "department", "draft", "person"]
    assert len(told) == 4 * (WRITERS - 1)


def test_a_draft_of_a_package_that_two_begin_at_once_is_one_draft(floor: Flask, cast: Cast) -> None:
    begun: set[int] = set()

    def begin(number: int) -> None:
        begun.add(until_untorn(partial(_keep, lambda session: drafts.begin(session, "customer_engineering", actor=cast.process_owner).id)))

    in_threads(floor, begin)

    assert len(begun) == 1


def test_what_one_form_sends_twice_at_once_is_kept_once_and_what_two_send_is_kept_of_each(floor: Flask, cast: Cast) -> None:
    project = build.start_project(cast)
    project_id = project.id
    task = engine.open_tasks(db.session(), instance_ids=[project.instance_id or 0])[0]
    with transaction() as session:
        customer_id = customers.create_customer(session, name="记一次", by="lead").id
    kept: list[tuple[str, int]] = []

    def send(number: int) -> None:
        writer = (cast.lead, cast.director)[number % 2]
        for kind, act in (
            ("comment", lambda session: tasks.comment(session, task, actor=writer, text="待确认", nonce="one form").id),
            ("note", lambda session: customers.add_note(
                session, session.get_one(customers.Customer, customer_id), text="记一笔", by=writer.id, nonce="one form").id),
            ("message", lambda session: portal.write_back(
                session, session.get_one(Project, project_id), "收到", actor=cast.lead, nonce=f"form {number % 2}").id),
            ("remark", lambda session: drafts.comment(session, "customer_engineering", "bpmn/stage_idea.bpmn", "propose", "核对",
                                                      actor=cast.process_owner, nonce=f"form {number % 2}").id),
        ):
            kept.append((kind, until_untorn(partial(_keep, act))))

    in_threads(floor, send)

    assert sorted(kind for kind, _ in set(kept)) == sorted(["comment", "note", "message", "remark"] * 2)


def test_a_role_that_is_given_twice_at_once_is_had_once(floor: Flask, cast: Cast) -> None:
    def give(number: int) -> None:
        until_untorn(partial(_keep, lambda session: people.set_roles(
            session, people.person_called(session, "stranger"), ("designer", "quality"))))

    in_threads(floor, give)

    db.session.rollback()
    assert people.person_called(db.session(), "stranger").role_names == ("designer", "quality")


def test_what_is_allowed_twice_at_once_is_over_once_it_is_withdrawn(floor: Flask, cast: Cast) -> None:
    """A second row beside the first would go on allowing it."""
    with transaction() as session:
        customer_id = customers.get_contact(session, cast.customer.contact_id).customer_id
        seal_id = seals.add_seal(session, name="合同专用章", picture=stamp(), by="admin").id
    allowed: set[tuple[str, int]] = set()

    def allow(number: int) -> None:
        with transaction() as session:
            contact = customers.get_contact(session, cast.customer.contact_id)
            allowed.add(("right", access.grant(session, contact, access.COMMENT, project_id=None, by="lead").id))
        with transaction() as session:
            customer = session.get_one(customers.Customer, customer_id)
            allowed.add(("substitute", confirmations.allow_substitute(session, customer, "quality", by="lead").id))
        with transaction() as session:
            seal = session.get_one(seals.Seal, seal_id)
            allowed.add(("seal", seals.allow_holder(session, seal, "quality", by="admin").id))

    in_threads(floor, allow)

    assert sorted(kind for kind, _ in allowed) == ["right", "seal", "substitute"]


def test_papers_of_a_project_that_are_opened_at_once_bear_numbers_of_their_own(floor: Flask, cast: Cast) -> None:
    project_id = build.start_project(cast).id
    numbers: list[str] = []

    def open_paper(number: int) -> None:
        with transaction() as session:
            file = documents.keep_file(session, "a.png", stamp(), actor="lead")
            paper = documents.Paper(f"kind_{number}", "文件", "Paper", "", {})
            numbers.append(documents.receive(session, project_id, paper, file, actor="lead").document.number)

    in_threads(floor, open_paper)

    assert len(set(numbers)) == len(numbers) == WRITERS


@pytest.fixture
def later() -> Iterator[Callable[[timedelta], None]]:
    yield engine.turn_clock
    engine.turn_clock(timedelta())


def test_a_link_to_a_task_that_is_sent_again_by_a_double_click_is_mailed_once(
    floor: Flask, cast: Cast, later: Callable[[timedelta], None],
) -> None:
    project = build.start_project(cast)
    with transaction() as session:
        task_id = engine.open_tasks(session, instance_ids=[project.instance_id or 0])[0].id
        engine.assign(session, task_id, to=cast.customer.id, actor=cast.lead.id)
    build.work()
    later(timedelta(minutes=2))
    sent: list[str] = []

    def resend(number: int) -> None:
        try:
            with transaction() as session:
                errands.resend(session, engine.get_task(session, task_id), actor=cast.lead.id)
        except errands.TooSoon as error:
            sent.append(error.message_id)
        else:
            sent.append("mailed")

    in_threads(floor, resend)

    assert sorted(sent) == sorted(["mailed", *["link-too-soon"] * (WRITERS - 1)])


def _keep(act: Callable[[Session], Kept]) -> Kept:
    with transaction() as session:
        return act(session)
