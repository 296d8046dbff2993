"""Signatures that meet in the same instant on a real PostgreSQL: nothing is lost, nothing doubled.

SIGNING_ROUNDS says how often each race is run; forty unless told otherwise.
"""

import os
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text

import engine
from tests.support import ceremony
from tests.support.ceremony import BY_CODE, Ceremony
from webapp.db import db
from webapp.domain import access, confirmations, customers, notifications
from webapp.domain.access import CodeRefused, TooSoon
from webapp.domain.confirmations import (
    AlreadySigned,
    Circumstances,
    ConfirmationOver,
    Signature,
)
from webapp.transaction import transaction

ROUNDS = int(os.environ.get("SIGNING_ROUNDS", "40"))
pytestmark = [pytest.mark.postgresql, pytest.mark.timeout(60 + 10 * ROUNDS)]


@pytest.fixture(scope="module")
def first(floor: Flask) -> Ceremony:
    return ceremony.ready()


def at_once(floor: Flask, *acts: Callable[[], object]) -> list[object]:
    """Let every act begin in the same instant, each in a transaction of its own; what each came to."""
    together = threading.Barrier(len(acts))
    outcomes: list[object] = [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        with floor.app_context():
            db.session().connection()
            together.wait()
            try:
                outcomes[number] = act()
            except (AlreadySigned, ConfirmationOver, CodeRefused, TooSoon) as error:
                outcomes[number] = type(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def signing(there: Ceremony, element: str, actor: str) -> Callable[[], str]:
    task, submission = there.task(element), there.submission()

    def sign() -> str:
        with transaction() as session:
            how = BY_CODE if element == "customer_signs" else Circumstances("account+password")
            confirmations.sign(session, task, submission, actor=actor, how=how)
        return "signed"

    return sign


def taking_back(there: Ceremony) -> Callable[[], str]:
    confirmation_id = there.confirmation.id

    def take_back() -> str:
        with transaction() as session:
            confirmation = confirmations.get_confirmation(session, confirmation_id)
            assert confirmation is not None
            confirmations.revise(session, confirmation, reason="验收范围有变", actor="lead")
        return "voided"

    return take_back


def signature_count(there: Ceremony) -> int:
    there.session.rollback()
    query = select(func.count()).select_from(Signature)
    return there.session.scalar(
        query.where(Signature.confirmation_id == there.confirmation.id)) or 0


def test_two_people_who_sign_in_the_same_instant_open_exactly_one_next_task(
    floor: Flask, first: Ceremony
) -> None:
    for _ in range(ROUNDS):
        there = ceremony.another(first)
        customer = there.cast.customer.id

        outcomes = at_once(floor, signing(there, "customer_signs", customer),
                           signing(there, "lead_signs", "lead"))

        assert outcomes == ["signed", "signed"]
        assert there.waits_at() == ["design"]
        assert signature_count(there) == 2
        assert there.history().count("completed") == 1


def test_a_double_click_gives_one_signature(floor: Flask, first: Ceremony) -> None:
    for _ in range(max(1, ROUNDS // 4)):
        there = ceremony.another(first)
        click = signing(there, "customer_signs", there.cast.customer.id)

        outcomes = at_once(floor, click, click, click)

        assert sorted(map(str, outcomes)) == sorted(
            map(str, ["signed", AlreadySigned, AlreadySigned]))
        assert signature_count(there) == 1
        assert there.waits_at() == ["lead_signs"]


@pytest.fixture
def later() -> Iterator[Callable[[timedelta], None]]:
    yield engine.turn_clock
    engine.turn_clock(timedelta())


def test_a_link_that_is_sent_again_by_a_double_click_is_mailed_once(floor: Flask, first: Ceremony, later: Callable[[timedelta], None]) -> None:
    for _ in range(max(1, ROUNDS // 4)):
        there = ceremony.another(first)
        confirmation_id, customer = there.confirmation.id, there.cast.customer.id
        later(timedelta(minutes=2) + engine.clock_offset())

        def resend(confirmation_id: int = confirmation_id, customer: str = customer) -> str:
            with transaction() as session:
                confirmation = confirmations.get_confirmation(session, confirmation_id)
                assert confirmation is not None
                confirmations.resend(session, confirmation, contact=customer, actor="lead")
            return "mailed"

        outcomes = at_once(floor, resend, resend, resend)

        assert sorted(map(str, outcomes)) == sorted(map(str, ["mailed", TooSoon, TooSoon]))


def test_a_signature_and_a_void_end_in_one_story(floor: Flask, first: Ceremony) -> None:
    for _ in range(max(1, ROUNDS // 4)):
        there = ceremony.another(first)

        outcomes = at_once(floor, signing(there, "customer_signs", there.cast.customer.id),
                           taking_back(there))
        there.work()

        assert outcomes[1] == "voided"
        assert outcomes[0] in ("signed", ConfirmationOver)
        assert there.waits_at() == ["draft"]
        assert there.confirmation.voided_at is not None
        assert all(signature.voided_at for signature in there.confirmation.signatures)
        assert signature_count(there) == (1 if outcomes[0] == "signed" else 0)


def test_the_last_signature_and_a_void_end_in_one_story(floor: Flask, first: Ceremony) -> None:
    for _ in range(max(1, ROUNDS // 4)):
        there = ceremony.another(first)
        there.lead_signs()
        take_back = taking_back(there)

        def take_back_or_not(take_back: Callable[[], str] = take_back) -> str:
            try:
                return take_back()
            except confirmations.NobodyWaits:
                return "too late"

        outcomes = at_once(floor, signing(there, "customer_signs", there.cast.customer.id),
                           take_back_or_not)
        there.work()

        confirmation = there.confirmation
        if outcomes[1] == "voided":
            assert outcomes[0] is ConfirmationOver
            assert (there.waits_at(), confirmation.completed_at) == (["draft"], None)
        else:
            assert outcomes == ["signed", "too late"]
            assert (there.waits_at(), confirmation.voided_at) == (["design"], None)


def test_five_guesses_in_one_instant_are_five_guesses(floor: Flask, first: Ceremony) -> None:
    there = ceremony.another(first)
    token = there.token()
    with transaction() as session:
        confirmations.send_code(session, token)
    right = there.code()
    wrong = [f"{(int(right) + n) % 10**6:06d}" for n in range(1, 9)]

    def guess(code: str) -> Callable[[], object]:
        def check() -> object:
            with transaction() as session:
                return confirmations.check_code(session, token, code)
        return check

    outcomes = at_once(floor, *map(guess, wrong))

    assert outcomes.count(None) == 5
    assert outcomes.count(CodeRefused) == 3
    with pytest.raises(CodeRefused):
        guess(right)()


def test_at_the_portals_door_too(floor: Flask, first: Ceremony) -> None:
    there = ceremony.another(first)
    with transaction() as session:
        contact = session.get_one(customers.Contact, there.cast.customer.contact_id)
        token = access.open_link(session, contact)
        access.send_code(session, access.follow(session, token), token)
    right = there.code()
    wrong = [f"{(int(right) + n) % 10**6:06d}" for n in range(1, 9)]

    def guess(code: str) -> Callable[[], object]:
        def check() -> object:
            with transaction() as session:
                return access.check_code(session, access.follow(session, token), token, code)
        return check

    outcomes = at_once(floor, *map(guess, wrong))

    assert outcomes.count(False) == 5
    assert outcomes.count(CodeRefused) == 3
    with pytest.raises(CodeRefused):
        guess(right)()


def test_two_links_of_one_contact_send_one_code_a_minute(floor: Flask, first: Ceremony) -> None:
    for _ in range(max(1, ROUNDS // 4)):
        there = ceremony.another(first)
        address, _handle = asked_by_mail(there)
        with transaction() as session:
            [contact] = customers.contacts_at(session, address)
            tokens = [access.open_link(session, contact) for _ in range(2)]

        def send(token: str) -> Callable[[], object]:
            def sent() -> object:
                with transaction() as session:
                    access.send_code(session, access.follow(session, token), token)
                return "sent"
            return sent

        def answer() -> object:
            with transaction() as session:
                access.answer_next_request(session)
            return "answered"

        outcomes = at_once(floor, *map(send, tokens), answer)

        assert outcomes[2] == "answered"
        assert len(mailed_to(there, address)) == 1


def test_links_of_one_number_are_sent_a_days_texts_and_no_more(floor: Flask, first: Ceremony) -> None:
    for turn in range(max(1, ROUNDS // 4)):
        with transaction() as session:
            session.get_one(customers.Contact, first.cast.customer.contact_id).phone = f"138000{turn:05d}"
        there = ceremony.another(first)
        with transaction() as session:
            task = there.task("customer_signs")
            tokens = [confirmations.open_from_portal(session, task) for _ in range(access.TEXTS_PER_DAY + 2)]

        def send(token: str) -> Callable[[], object]:
            def sent() -> object:
                with transaction() as session:
                    confirmations.send_code(session, token, channel=notifications.TEXT)
                return "sent"
            return sent

        outcomes = at_once(floor, *map(send, tokens))

        assert (outcomes.count("sent"), outcomes.count(CodeRefused)) == (access.TEXTS_PER_DAY, 2)


def test_on_the_page_that_asked_too(floor: Flask, first: Ceremony) -> None:
    there = ceremony.another(first)
    address, handle = asked_by_mail(there)
    with transaction() as session:
        assert access.answer_next_request(session)
    right = str(mailed_to(there, address)[0].secret)
    wrong = [f"{(int(right) + n) % 10**6:06d}" for n in range(1, 9)]

    def guess(code: str) -> Callable[[], object]:
        def check() -> object:
            with transaction() as session:
                return access.enter_by_mail(session, handle, code)
        return check

    at_once(floor, *map(guess, wrong))

    there.session.rollback()
    counted = there.session.scalar(text("SELECT wrong_tries FROM portal_request ORDER BY id DESC LIMIT 1"))
    assert counted == access.WRONG_CODES_ALLOWED
    assert guess(right)() is None


def test_of_two_workers_one_answers_who_asked(floor: Flask, first: Ceremony) -> None:
    there = ceremony.another(first)
    for _ in range(max(1, ROUNDS // 4)):
        address, _handle = asked_by_mail(there)

        def answer() -> object:
            with transaction() as session:
                return access.answer_next_request(session)

        answered = at_once(floor, answer, answer)

        assert sorted(map(str, answered)) == ["False", "True"]
        assert len(mailed_to(there, address)) == 1


def asked_by_mail(there: Ceremony) -> tuple[str, str]:
    """A contact who has not been written to asks for a way in: their address, and the handle of the page."""
    with transaction() as session:
        customer = session.get_one(customers.Contact, there.cast.customer.contact_id).customer
        address = f"contact{len(customer.contacts)}@customer.example"
        customers.add_contact(session, customer, name="客户同事", email=address)
        return address, access.ask_by_mail(session, address)


def mailed_to(there: Ceremony, address: str) -> list[notifications.OutgoingMail]:
    there.session.rollback()
    return [mail for mail in notifications.mails(there.session) if mail.to == address]
