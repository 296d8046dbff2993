"""Several signers, substitutes and an ending term that meet in the same instant on a real PostgreSQL: one story each.

Each race is run half as often as SIGNING_ROUNDS says, twice unless told otherwise.
"""

import io
import os
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from pyhanko.pdf_utils.reader import PdfFileReader

import engine
from tests.integration.signing.test_races import at_once
from tests.support import envelopes
from tests.support.ceremony import BY_CODE
from tests.support.envelopes import BY_PASSWORD, Envelope, company, customer
from webapp.domain import confirmations, customers, evidence, people
from webapp.domain.confirmations import ConfirmationOver
from webapp.domain.evidence import pades
from webapp.jobs import fire_due_timers
from webapp.transaction import transaction

ROUNDS = max(1, int(os.environ.get("SIGNING_ROUNDS", "4")) // 2)
pytestmark = [pytest.mark.postgresql, pytest.mark.timeout(60 + 20 * ROUNDS)]
Act = Callable[[], object]


@pytest.fixture(scope="module")
def first(floor: Flask) -> Envelope:
    return envelopes.begin()


def signing(there: Envelope, actor: str) -> Act:
    task, submission = there.its_task(actor), there.submission()

    def sign() -> str:
        with transaction() as session:
            confirmations.sign(session, task, submission, actor=actor,
                               how=BY_CODE if people.is_contact(actor) else BY_PASSWORD)
        return "signed"

    return told(sign)


def handing_on(there: Envelope, named: str, to: str) -> Act:
    number = there.confirmation.id

    def hand_on() -> str:
        with transaction() as session:
            confirmation = session.get_one(confirmations.Confirmation, number)
            signatory = next(each for each in confirmation.signatories if each.actor == named)
            confirmations.delegate(session, confirmation, signatory, to=to, reason="出差在外，请代签", actor=there.cast.lead)
        return "handed on"

    return told(hand_on)


def told(act: Act) -> Act:
    """The act, and in words what it came to when another was faster."""
    def run() -> object:
        try:
            return act()
        except (ConfirmationOver, confirmations.MayNotSign) as error:
            return type(error).__name__

    return run


def test_five_who_sign_in_the_same_instant_open_exactly_one_next_task_and_are_all_seen(
    floor: Flask, first: Envelope
) -> None:
    for _ in range(ROUNDS):
        ours = ("lead", "business_manager", "engineering_manager")
        there = first.again().sent(customer(first.cast.customer.id), customer(first.second), *map(company, ours))
        who = (first.cast.customer.id, first.second, *ours)

        outcomes = at_once(floor, *(signing(there, actor) for actor in who))
        there.work()

        assert outcomes == ["signed"] * 5
        assert there.waits_at() == ["design"]
        pdf = evidence.signed_pdf(there.session, there.confirmation.document_version_id) or b""
        places = {each.field_name: pades.box_of(pdf, each.field_name)
                  for each in PdfFileReader(io.BytesIO(pdf)).embedded_signatures}
        assert sorted(places) == ["company", "company-2", "company-3", "customer", "customer-2"]
        assert None not in places.values()
        assert there.history().count("completed") == 1


def test_a_signature_and_its_handing_on_end_in_one_story(floor: Flask, first: Envelope) -> None:
    with transaction() as session:
        confirmations.allow_substitute(
            session, session.get_one(customers.Customer, first.project.customer_id), "quality", by="lead")
    for _ in range(ROUNDS):
        there = first.again().sent(customer(first.cast.customer.id), company("engineering_manager"))

        outcomes = at_once(floor, signing(there, "engineering_manager"), handing_on(there, "engineering_manager", "quality"))
        there.work()

        signed = [each.signer for each in there.confirmation.signatures]
        if outcomes[0] == "signed":
            assert (outcomes[1], signed) == ("ConfirmationOver", ["engineering_manager"])
        else:
            assert (outcomes[1], signed) == ("handed on", [])
            assert there.asked() == sorted([first.cast.customer.id, "quality"])


def test_the_last_signature_and_the_end_of_the_term_end_in_one_story(floor: Flask, first: Envelope) -> None:
    for _ in range(ROUNDS):
        there = first.again().sent(customer(first.cast.customer.id), company("lead"), signing_days=5)
        there.signs("lead")
        last = signing(there, first.cast.customer.id)
        engine.turn_clock(engine.clock_offset() + timedelta(days=5, minutes=1))

        outcomes = at_once(floor, last, told(fire_due_timers))
        there.work()

        if outcomes[0] == "signed":
            assert there.waits_at() == ["design"]
            assert (there.confirmation.completed_at is None, there.confirmation.voided_at) == (False, None)
        else:
            assert outcomes[0] == "ConfirmationOver"
            assert there.waits_at() == ["draft"]
            assert there.confirmation.void_reason == "expired"


def test_a_void_between_reading_and_signing_wins(floor: Flask, first: Envelope, monkeypatch: pytest.MonkeyPatch) -> None:
    """The version is voided by somebody who leaves its tasks open, after the signer's page was read and before the lock."""
    there = first.again().sent(customer(first.cast.customer.id), company("lead"))
    number = there.confirmation.id

    def voiding(name: str) -> str:
        def void() -> str:
            with transaction() as session:
                confirmations.void(session, session.get_one(confirmations.Confirmation, number), reason="process", actor="lead")
            return "voided"

        assert at_once(floor, void) == ["voided"]
        return name

    monkeypatch.setattr("webapp.domain.confirmations.operations.clean_name", voiding)

    assert signing(there, "lead")() == "ConfirmationOver"
    assert there.confirmation.signatures == []


def test_whose_signature_was_handed_on_meanwhile_is_told_so(floor: Flask, first: Envelope,
                                                            monkeypatch: pytest.MonkeyPatch) -> None:
    """Handed to a substitute after the signer's page was read and before the lock."""
    with transaction() as session:
        confirmations.allow_substitute(
            session, session.get_one(customers.Customer, first.project.customer_id), "director", by="lead")
    there = first.again().sent(customer(first.cast.customer.id), company("engineering_manager"))
    act = signing(there, "engineering_manager")

    def handing(name: str) -> str:
        assert at_once(floor, handing_on(there, "engineering_manager", "director")) == ["handed on"]
        return name

    monkeypatch.setattr("webapp.domain.confirmations.operations.clean_name", handing)

    assert act() == "MayNotSign"
    assert there.confirmation.signatures == []
    assert there.asked() == sorted([first.cast.customer.id, "director"])
