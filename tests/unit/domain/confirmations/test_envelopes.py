"""Any document, any signers: in turn or side by side, several on a side, handed on, reminded, run out of time."""

import io
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

import engine
from tests.support import build, envelopes
from tests.support.envelopes import Envelope, company, customer
from webapp.domain import confirmations, customers, evidence, notifications, people
from webapp.domain.access import TooSoon
from webapp.domain.confirmations import (
    ConfirmationOver,
    LinkUnusable,
    MayNotSign,
    SubmissionRefused,
)
from webapp.domain.confirmations.rules import LINKS_PER_DAY
from webapp.domain.evidence import pades
from webapp.transaction import transaction

REMINDED = "项目“柔性生产线”有文件仍待您签署。"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Envelope]:
    file = tmp_path_factory.mktemp("envelopes") / "draft.db"
    with build.database(f"sqlite:///{file}"):
        return file, envelopes.begin()


@pytest.fixture
def draft(kept: tuple[Path, Envelope], tmp_path: Path) -> Iterator[Envelope]:
    with envelopes.copied(kept[0], tmp_path / "tandem.db", kept[1]) as there:
        yield there


def test_those_of_one_turn_sign_side_by_side_and_the_gate_opens_with_the_last(draft: Envelope) -> None:
    contact = draft.cast.customer.id
    draft.sent(customer(contact), company("lead"), company("engineering_manager", role="engineering_manager"))
    assert draft.asked() == [contact, "engineering_manager", "lead"]

    draft.signs("engineering_manager", contact)
    assert draft.confirmation.completed_at is None

    draft.signs("lead")
    assert draft.waits_at() == ["design"]
    assert draft.confirmation.completed_at is not None
    assert [each.signer for each in draft.confirmation.signatures] == ["engineering_manager", contact, "lead"]


def test_a_later_turn_is_asked_only_when_the_one_before_has_signed(draft: Envelope) -> None:
    contact = draft.cast.customer.id
    draft.sent(customer(draft.second, turn=2), customer(contact, turn=2), company("lead", turn=1))
    assert draft.asked() == ["lead"]
    assert draft.mails() == []

    draft.signs("lead")
    assert draft.asked() == sorted([contact, draft.second])

    draft.signs(draft.second, contact)
    assert draft.waits_at() == ["design"]


def test_everybody_who_signs_is_seen_on_the_paper_whatever_places_its_template_made(draft: Envelope) -> None:
    ours = ("lead", "business_manager", "engineering_manager")
    draft.sent(customer(draft.cast.customer.id), customer(draft.second), *map(company, ours))
    draft.signs(*ours, draft.second, draft.cast.customer.id)

    pdf = evidence.signed_pdf(draft.session, draft.confirmation.document_version_id) or b""
    places = {each.field_name: pades.box_of(pdf, each.field_name) for each in PdfFileReader(io.BytesIO(pdf)).embedded_signatures}
    assert sorted(places) == ["company", "company-2", "company-3", "customer", "customer-2"]
    assert all(box is not None and min(box) > 40 for box in places.values())


def test_a_document_of_one_side_alone_is_signed_the_same_way(draft: Envelope) -> None:
    draft.sent(company("business_manager"), company("engineering_manager"))

    draft.signs("business_manager", "engineering_manager")

    assert draft.waits_at() == ["design"]


def test_without_names_the_contact_and_the_lead_sign(draft: Envelope) -> None:
    with transaction() as session:
        engine.complete_task(session, draft.task("draft").id, actor="lead", answers={"scope": "一条", "signers": None})
    draft.work()

    assert draft.asked() == [draft.cast.customer.id, "lead"]


@pytest.mark.parametrize(("signers", "message_id"), [
    ([], "signers-none"),
    (["lead"], "signers-form"),
    ([company("lead", turn=0)], "signers-form"),
    ([{"who": "lead", "side": "ours"}], "signers-form"),
    ([company("nobody")], "signer-unknown"),
    ([customer("lead")], "signer-other-side"),
    ([company("contact:1")], "signer-other-side"),
    ([company("lead"), company("lead", turn=2)], "signer-named-twice"),
])
def test_signers_that_cannot_be_meant_stop_the_step_before_anything_is_frozen(
    draft: Envelope, clock: object, signers: list[dict[str, object]], message_id: str
) -> None:
    draft.sent(*signers)
    for _ in range(4):
        clock.forward(days=1)  # type: ignore[attr-defined]  # until the worker gives up
        build.work()

    incidents = engine.incidents(draft.session, instance_ids=[draft.project.instance_id])
    assert [incident.message_id for incident in incidents] == [message_id]
    assert confirmations.of_project(draft.session, draft.project_id) == []


def test_one_refusal_voids_what_others_signed_and_tells_every_signer(draft: Envelope) -> None:
    contact = draft.cast.customer.id
    draft.sent(customer(contact), customer(draft.second), company("lead"))
    draft.signs(contact)

    draft.declines(draft.second, "付款节点与合同不一致")

    assert draft.waits_at() == ["draft"]
    assert all(each.voided_at for each in draft.confirmation.signatures)
    assert "付款节点与合同不一致" in draft.letters_to(contact)[0]
    assert any("付款节点与合同不一致" in subject for subject in draft.letters_to("lead"))


def test_a_new_version_reopens_the_gate_for_everybody(draft: Envelope) -> None:
    people = [customer(draft.cast.customer.id), company("lead")]
    draft.sent(*people).signs("lead")
    draft.take_back()
    draft.work()

    draft.sent(*people)

    assert draft.asked() == [draft.cast.customer.id, "lead"]
    assert draft.confirmation.version.number == 2
    assert draft.confirmation.signatures == []


def test_who_has_not_signed_is_reminded_and_a_customer_gets_a_new_link(draft: Envelope, clock: object) -> None:
    contact = draft.cast.customer.id
    draft.sent(customer(contact), company("lead"), company("quality"), reminder_days=2).signs("quality")
    first = draft.token()

    clock.forward(days=2, minutes=1)  # type: ignore[attr-defined]
    build.work()

    assert draft.letters_to(contact)[0].startswith("提醒：请签署")
    assert draft.token() != first
    with pytest.raises(LinkUnusable, match="link-replaced"):
        confirmations.resolve(draft.session, first)
    assert REMINDED in draft.letters_to("lead")
    assert REMINDED not in draft.letters_to("quality")


def test_who_is_just_signing_is_not_reminded(draft: Envelope, clock: object) -> None:
    draft.sent(customer(draft.cast.customer.id), company("lead"), reminder_days=2)
    first = draft.token()
    clock.forward(days=2, minutes=-5)  # type: ignore[attr-defined]
    with transaction() as session:
        confirmations.send_code(session, first)
    with transaction() as session:
        secret = confirmations.check_code(session, first, draft.code())

    clock.forward(minutes=6)  # type: ignore[attr-defined]
    build.work()

    assert REMINDED in draft.letters_to("lead")
    assert confirmations.is_identified(confirmations.resolve(draft.session, first), secret)


def test_a_new_link_goes_to_whom_it_is_for_and_leads_to_their_own_task(draft: Envelope, clock: object) -> None:
    contact = draft.cast.customer.id
    draft.sent(customer(contact), customer(draft.second))
    draft.again().sent(customer(contact))
    clock.forward(minutes=2)  # type: ignore[attr-defined]

    with transaction() as session:
        link = confirmations.resend(session, draft.confirmation, contact=contact, actor="lead")

    assert (link.contact, link.task_id) == (contact, draft.its_task(contact).id)


def test_what_happens_to_one_document_leaves_the_links_to_others_working(draft: Envelope, clock: object) -> None:
    contact = draft.cast.customer.id
    draft.sent(customer(contact), company("lead"))
    token = draft.token()
    with transaction() as session:
        confirmations.send_code(session, token)
    with transaction() as session:
        secret = confirmations.check_code(session, token, draft.code())
    other = draft.again().sent(customer(contact), company("lead"))
    clock.forward(minutes=2)  # type: ignore[attr-defined]

    with transaction() as session:
        confirmations.resend(session, other.confirmation, contact=contact, actor="lead")
    assert confirmations.is_identified(confirmations.resolve(draft.session, token), secret)
    other.signs(contact)
    assert confirmations.is_identified(confirmations.resolve(draft.session, token), secret)
    other.declines("lead", "范围与会议不符")
    assert confirmations.is_identified(confirmations.resolve(draft.session, token), secret)


def test_links_are_few_a_day_whatever_is_opened_in_the_portal(draft: Envelope, clock: object) -> None:
    contact = draft.cast.customer.id
    draft.sent(customer(contact))
    for _ in range(LINKS_PER_DAY):
        with transaction() as session:
            confirmations.open_from_portal(session, draft.its_task(contact))

    def mailed_anew() -> None:
        clock.forward(minutes=2)  # type: ignore[attr-defined]
        with transaction() as session:
            confirmations.resend(session, draft.confirmation, contact=contact, actor="lead")

    for _ in range(LINKS_PER_DAY - 1):
        mailed_anew()
    with pytest.raises(TooSoon):
        mailed_anew()
    clock.forward(days=1)  # type: ignore[attr-defined]
    mailed_anew()


def test_whoever_need_not_sign_any_more_gets_no_new_link(draft: Envelope, clock: object) -> None:
    contact = draft.cast.customer.id
    draft.sent(customer(contact), customer(draft.second), company("lead"))
    draft.signs(contact)
    clock.forward(minutes=2)  # type: ignore[attr-defined]
    before = len(notifications.mails(draft.session))

    for who in (contact, "contact:999"):
        with transaction() as session, pytest.raises(ConfirmationOver):
            confirmations.resend(session, draft.confirmation, contact=who, actor="lead")
    draft.declines(draft.second, "范围与会议不符")
    with transaction() as session, pytest.raises(ConfirmationOver):
        confirmations.resend(session, draft.confirmation, contact=draft.second, actor="lead")

    assert [mail for mail in notifications.mails(draft.session)[:-before] if (mail.link or "").startswith("/s/")] == []


def test_whoever_has_an_account_is_mailed_no_link_to_sign_by(draft: Envelope) -> None:
    draft.sent(company("lead"), company("engineering_manager"))

    assert [mail.to for mail in notifications.mails(draft.session) if (mail.link or "").startswith("/s/")] == []


def test_a_version_whose_time_ran_out_is_void_and_goes_back_with_that_reason(draft: Envelope, clock: object) -> None:
    draft.sent(customer(draft.cast.customer.id), company("lead"), signing_days=5).signs("lead")

    clock.forward(days=5, minutes=1)  # type: ignore[attr-defined]
    build.work()

    assert draft.waits_at() == ["draft"]
    assert draft.confirmation.void_reason == "expired"
    told = engine.get_instance(draft.session, draft.project.instance_id or 0)
    assert told is not None
    assert told.variables["signature_reason"] == "到期未签齐"
    assert draft.history()[-1] == "voided"


def test_only_somebody_on_the_customers_list_signs_in_anothers_place(draft: Envelope) -> None:
    contact = draft.cast.customer.id
    draft.sent(customer(contact), company("lead"))
    signatory = draft.confirmation.signatories[0]

    with pytest.raises(SubmissionRefused, match="not-on-the-list"):
        hand_on(draft, signatory.id, draft.second)
    allow(draft, draft.second)
    hand_on(draft, signatory.id, draft.second)
    draft.work()

    assert draft.asked() == [draft.second, "lead"]
    draft.signs(draft.second, "lead")
    assert draft.waits_at() == ["design"]
    assert [each.signer for each in draft.confirmation.signatures] == [draft.second, "lead"]
    assert draft.confirmation.signatories[0].named == contact


def test_the_former_link_ends_and_everybody_hears_who_signs_now(draft: Envelope) -> None:
    contact = draft.cast.customer.id
    draft.sent(customer(contact), company("lead"))
    former = draft.token()
    allow(draft, draft.second)
    hand_on(draft, draft.confirmation.signatories[0].id, draft.second)
    draft.work()

    with pytest.raises(LinkUnusable):
        confirmations.resolve(draft.session, former)
    assert draft.letters_to(draft.second)[0:1]
    assert any("客户副总" in subject for subject in draft.letters_to(contact))


def test_nobody_is_handed_a_signature_of_the_other_side_or_a_second_one(draft: Envelope) -> None:
    draft.sent(customer(draft.cast.customer.id), customer(draft.second), company("lead"))
    for who in (draft.second, "quality"):
        allow(draft, who)
    ours = draft.confirmation.signatories[0]

    for who in (draft.second, "quality"):
        with pytest.raises(SubmissionRefused, match="not-on-the-list"):
            hand_on(draft, ours.id, who)


def test_a_stranger_hands_nothing_on_and_a_signature_once_given_stays(draft: Envelope) -> None:
    draft.sent(customer(draft.cast.customer.id), company("lead"))
    allow(draft, draft.second)
    signatory = draft.confirmation.signatories[0]

    with pytest.raises(MayNotSign):
        hand_on(draft, signatory.id, draft.second, actor=draft.cast.designer)
    draft.signs(draft.cast.customer.id)
    with pytest.raises(ConfirmationOver):
        hand_on(draft, signatory.id, draft.second)


def test_somebody_taken_off_the_list_signs_for_nobody_any_more(draft: Envelope) -> None:
    draft.sent(customer(draft.cast.customer.id), company("lead"))
    row = allow(draft, draft.second)
    with transaction() as session:
        confirmations.withdraw_substitute(session, session.merge(row), by="lead")

    with pytest.raises(SubmissionRefused):
        hand_on(draft, draft.confirmation.signatories[0].id, draft.second)


def test_a_signer_hands_on_their_own_signature_and_never_to_somebody_who_has_left(draft: Envelope) -> None:
    draft.sent(company("engineering_manager"))
    signatory, = draft.confirmation.signatories
    for who in ("quality", "business_manager"):
        allow(draft, who)
    with transaction() as session:
        people.deactivate(session, people.person_called(session, "quality"))

    with pytest.raises(SubmissionRefused):
        hand_on(draft, signatory.id, "quality", actor=draft.cast.engineering_manager)
    hand_on(draft, signatory.id, "business_manager", actor=draft.cast.engineering_manager)

    assert draft.asked() == ["business_manager"]


def test_the_gate_of_one_case_is_not_opened_by_the_document_of_another(draft: Envelope) -> None:
    draft.sent(company("lead"))
    other = draft.again().sent(company("lead"))
    other.signs("lead")
    job = SimpleNamespace(input={"confirmation_id": other.confirmation.id}, headers={}, instance_id=draft.project.instance_id)

    with pytest.raises(ConfirmationOver):
        confirmations.verify(job, draft.session)  # type: ignore[arg-type]


def test_nobody_signs_by_the_step_of_another_who_is_asked_as_well(draft: Envelope) -> None:
    draft.sent(company("lead"), company("engineering_manager"))
    task, submission = draft.its_task("engineering_manager"), draft.submission()

    with pytest.raises(MayNotSign), transaction() as session:
        confirmations.sign(session, task, submission, actor="lead", how=envelopes.BY_PASSWORD)

    assert draft.asked() == ["engineering_manager", "lead"]


def test_two_of_one_side_may_share_a_mailbox(draft: Envelope) -> None:
    contact = draft.cast.customer.id
    with transaction() as session:
        own, second = (customers.contact_of_actor(session, who) for who in (contact, draft.second))
        second.email = own.email
    draft.sent(customer(contact), customer(draft.second))

    draft.signs(contact, draft.second)

    assert draft.waits_at() == ["design"]


def test_a_task_that_was_reassigned_behind_the_lists_back_is_not_signed(draft: Envelope) -> None:
    draft.sent(customer(draft.cast.customer.id), company("lead"))
    with transaction() as session:
        engine.assign(session, draft.its_task("lead").id, to="designer", actor="admin")

    with pytest.raises(MayNotSign):
        draft.signs("designer")


def test_nobody_of_another_customer_and_nobody_who_has_left_comes_on_the_list(draft: Envelope) -> None:
    with transaction() as session:
        other = customers.create_customer(session, name="另一家客户", by="lead")
        foreign = customers.add_contact(session, other, name="外人", email="x@other.example").actor_id
        customers.retire_contact(session, customers.contact_of_actor(session, draft.second))

        confirmations.allow_substitute(session, other, "quality", by="lead")

    for who in (foreign, draft.second, "nobody"):
        with pytest.raises(SubmissionRefused):
            allow(draft, who)

    assert confirmations.substitutes(draft.session, draft.project.customer_id) == []


def allow(draft: Envelope, who: str) -> confirmations.Substitute:
    with transaction() as session:
        customer_file = session.get_one(customers.Customer, draft.project.customer_id)
        return confirmations.allow_substitute(session, customer_file, who, by="lead")


def hand_on(draft: Envelope, signatory_id: int, to: str, *, actor: object = None) -> None:
    with transaction() as session:
        confirmation = draft.confirmation
        signatory = next(each for each in confirmation.signatories if each.id == signatory_id)
        confirmations.delegate(session, confirmation, signatory, to=to, reason="出差在外，请副总代签",
                               actor=actor or draft.cast.lead)  # type: ignore[arg-type]


@pytest.mark.parametrize("flaw", ["void", "of another file"])
def test_the_gate_counts_only_good_signatures_over_this_very_file(draft: Envelope, flaw: str) -> None:
    contact = draft.cast.customer.id
    draft.sent(customer(contact), company("lead")).signs(contact)
    with transaction() as session:
        signature = session.merge(draft.confirmation.signatures[0])
        if flaw == "void":
            signature.voided_at = engine.now()
        else:
            signature.sha256 = "0" * 64

    draft.signs("lead")

    assert draft.waits_at() == []
    assert [row.message_id for row in engine.incidents(draft.session, instance_ids=[draft.project.instance_id])] == []
