"""Notifications: who hears of what, in which language, and that mails wait as rows."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

import engine
from tests.support import build
from tests.support.cast import Cast
from webapp.domain import notifications, people, projects, tasks, wording
from webapp.transaction import transaction


@pytest.fixture
def cast(people_there: Cast) -> Cast:
    build.deploy_small_package()
    return people_there


def happens(project: projects.Project, kind: str, *, signers: list[str], actor: str = "lead", reason: str = "") -> None:
    """Something happens in the signing of the requirement confirmation, and the worker tells of it."""
    with transaction() as rows:
        engine.record(rows, instance_id=project.instance_id, kind=kind, actor=actor, facts={
            "document": "需求确认书", "document_en": "Requirement confirmation", "signers": signers, "reason": reason})
    build.work()


def told(session: Session, actor_id: str) -> list[str]:
    return [row.message_id for row in notifications.of_actor(session, actor_id)]


def mailed(session: Session) -> set[str]:
    return {mail.to for mail in notifications.mails(session)}


def test_an_assignee_gets_the_bell_and_a_mail(cast: Cast, session: Session) -> None:
    build.start_project(cast)
    build.work()

    assert told(session, "lead") == ["told-task"]
    mail = notifications.mails(session)[0]
    assert (mail.to, mail.link) == ("lead@tandem.example", "/tasks/1")
    assert "http://tandem.example/tasks/1" in notifications.full_text(mail, "http://tandem.example")


def test_a_group_gets_the_bell_and_a_mail_each(cast: Cast, session: Session) -> None:
    build.start_project(cast)
    with transaction() as rows:
        tasks.submit(rows, engine.open_tasks(session)[0], actor=cast.lead, data={})
    build.work()

    assert told(session, "designer") == told(session, "other_designer") == ["told-group-task"]
    assert told(session, "expert1") == []
    assert {"designer@tandem.example", "other_designer@tandem.example"} <= mailed(session)


def test_who_wants_no_mails_gets_the_bell_alone(cast: Cast, session: Session) -> None:
    with transaction() as rows:
        lead = people.person_called(rows, "lead")
        assert lead is not None
        people.choose_mails(rows, lead, "none")
    build.start_project(cast)
    build.work()

    assert told(session, "lead") == ["told-task"]
    assert mailed(session) == set()


def test_the_mail_names_the_task_in_the_readers_language(cast: Cast, session: Session) -> None:
    with transaction() as rows:
        lead = people.person_called(rows, "lead")
        assert lead is not None
        people.set_locale(rows, lead, "en")
    build.start_project(cast)
    build.work()

    assert "Propose" in notifications.mails(session)[0].subject


def test_a_worker_that_looks_twice_tells_once(cast: Cast, session: Session) -> None:
    build.start_project(cast)
    build.work()
    build.work()

    assert told(session, "lead") == ["told-task"]


def test_a_decline_is_told_to_everyone_involved_but_its_author(cast: Cast, session: Session) -> None:
    project = build.start_project(cast, designer="designer")
    build.work()
    happens(project, "confirmation.declined", signers=["lead", cast.customer.id], reason="布局未定")

    assert "told-declined" in told(session, "designer")
    assert "told-declined" not in told(session, "lead")
    to_customer = [mail for mail in notifications.mails(session) if mail.to == "customer@customer.example"]
    assert "布局未定" in to_customer[0].text


@pytest.mark.parametrize(("kind", "mailed_to"), [
    ("opened", []), ("signed", []), ("declined", ["customer", "lead"]), ("voided", ["customer", "lead"]), ("completed", [])])
def test_a_turn_in_a_signing_fills_the_mailboxes_of_those_it_concerns_and_everyone_reads_of_it(
        cast: Cast, session: Session, kind: str, mailed_to: list[str]) -> None:
    """Who signed a completed one gets a mail all the same: the proof."""
    project = build.start_project(cast, designer="designer")
    build.work()
    before = len(notifications.mails(session))
    happens(project, f"confirmation.{kind}", signers=["lead", cast.customer.id], actor="expert1")

    assert f"told-{kind}" in told(session, "designer")
    assert sorted(mail.to.partition("@")[0] for mail in notifications.mails(session)[:-before]) == mailed_to


def test_a_paper_of_our_own_is_no_mail_to_the_customer_but_one_to_the_lead_who_did_not_sign_it(cast: Cast, session: Session) -> None:
    project = build.start_project(cast, designer="designer")
    build.work()
    before = len(notifications.mails(session))
    happens(project, "confirmation.completed", signers=["designer", "expert1"], actor="expert1")

    assert [mail.to for mail in notifications.mails(session)[:-before]] == ["lead@tandem.example"]


def test_a_mail_calls_a_document_as_its_reader_does(cast: Cast, session: Session) -> None:
    with transaction() as rows:
        people.set_locale(rows, people.person_called(rows, "lead"), "en")
    project = build.start_project(cast)
    build.work()
    happens(project, "confirmation.completed", signers=[], actor="expert1")

    assert "“Requirement confirmation”" in notifications.mails(session)[0].subject


def test_what_was_read_is_counted_no_more(cast: Cast, session: Session) -> None:
    build.start_project(cast)
    build.work()
    assert notifications.unread_count(session, "lead") == 1

    with transaction() as rows:
        notifications.mark_all_read(rows, actor_id="lead")

    assert notifications.unread_count(session, "lead") == 0


def test_a_refused_mail_is_tried_again_ever_more_seldom_and_then_given_up(
    cast: Cast, session: Session
) -> None:
    with transaction() as rows:
        notifications.write_mail(rows, to="x@y.example", subject="s", text="t", locale="zh")
    waits = []
    try:
        while notifications.is_mail_due(session):
            with transaction() as rows:
                row = notifications.lease_next(rows)
                assert row is not None
                notifications.mark_refused(rows, row, "550 no such user")
            if row.next_try_at:
                waits.append(row.next_try_at - engine.now())
                engine.turn_clock(engine.clock_offset() + waits[-1] + timedelta(seconds=1))
    finally:
        engine.turn_clock(timedelta())

    assert waits == sorted(waits)
    assert len(waits) == 7
    assert notifications.given_up_count(session) == 1


def test_every_sentence_can_be_said_with_no_facts_at_all() -> None:
    for message_id in wording.SENTENCES:  # a typing error in a placeholder shows here
        assert wording.sentence(message_id, {}, "en")
    assert "never-heard" in wording.sentence("never-heard", {}, "en")


def test_everyone_involved_are_members_lead_and_contact(cast: Cast, session: Session) -> None:
    project = build.start_project(cast, designer="designer")

    assert projects.involved(session, project) == [cast.customer.id, "designer", "lead"]


def test_a_step_is_named_in_the_language_it_is_read_in(cast: Cast, session: Session) -> None:
    build.start_project(cast)
    build.work()
    row = notifications.of_actor(session, "lead")[0]

    assert row.facts["names"] == {"task": engine.open_tasks(session)[0].name}
    assert notifications.worded(session, row, "zh") != notifications.worded(session, row, "en")


def test_why_signatures_are_void_is_said_in_the_language_it_is_read_in(cast: Cast, session: Session) -> None:
    project = build.start_project(cast, designer="designer")
    build.work()
    with transaction() as rows:
        engine.record(rows, instance_id=project.instance_id, kind="confirmation.voided", actor="lead",
                      facts={"document": "需求确认书", "reason": "superseded"})
    build.work()

    row = next(row for row in notifications.of_actor(session, "designer") if row.message_id == "told-voided")
    assert wording.sentence("void-superseded", {}, "en") in notifications.worded(session, row, "en")
    assert wording.sentence("void-superseded", {}, "zh") in notifications.worded(session, row, "zh")


def test_a_statement_that_fails_is_told_without_its_values(cast: Cast) -> None:
    with pytest.raises(IntegrityError) as failed, transaction() as rows:
        rows.add(notifications.OutgoingMail(to="reader@tandem.example", subject="", link="/s/nobody-else-may-read-this", created_at=engine.now()))

    assert "INSERT INTO outgoing_mail" in str(failed.value)
    assert "nobody-else" not in str(failed.value)


@pytest.mark.parametrize(("locale", "said"), [
    ("zh", "2026 年 12 月 6 日 09:05（北京时间）"), ("en", "6 December 2026 09:05 (Beijing time)")])
def test_a_mail_says_a_day_without_a_leading_zero(locale: str, said: str) -> None:
    assert notifications.moment_in(datetime(2026, 12, 6, 1, 5, tzinfo=UTC), locale) == said
