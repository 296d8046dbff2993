"""The dual signature: in any order, once each, on the very hash that was read."""

from dataclasses import replace

import pytest

import engine
from tests.support.ceremony import Ceremony, drawing
from webapp.domain import confirmations, people
from webapp.domain.confirmations import (
    AlreadySigned,
    Circumstances,
    ConfirmationOver,
    MayNotSign,
    OtherDocument,
    SubmissionRefused,
)
from webapp.domain.gates.queries import compared
from webapp.transaction import transaction


def test_the_process_waits_until_both_have_signed(there: Ceremony) -> None:
    there.customer_signs()
    assert there.waits_at() == ["lead_signs"]

    there.lead_signs()

    assert there.waits_at() == ["design"]
    assert there.confirmation.completed_at is not None
    assert there.history() == ["opened", "invited", "signed", "signed", "completed"]


def test_the_order_does_not_matter(there: Ceremony) -> None:
    there.lead_signs()
    there.customer_signs()

    assert there.waits_at() == ["design"]
    assert [s.side for s in there.confirmation.signatures] == ["company", "customer"]


def test_a_signature_keeps_who_signed_what_and_how(there: Ceremony) -> None:
    there.customer_signs(drawing=drawing())

    signature = there.confirmation.signatures[0]
    assert (signature.side, signature.signer) == ("customer", there.cast.customer.id)
    assert (signature.signer_name, signature.name_typed) == ("客户代表", "龘喆堃")
    assert signature.sha256 == there.confirmation.sha256 == there.confirmation.version.sha256
    assert (signature.identified_by, signature.ip) == ("link+code", "203.0.113.7")
    assert signature.consent == confirmations.consent_in("zh")
    assert signature.drawing is not None


def test_another_hash_is_not_signed(there: Ceremony) -> None:
    with pytest.raises(OtherDocument):
        there.customer_signs(sha256="0" * 64)

    assert there.waits_at() == ["customer_signs", "lead_signs"]


@pytest.mark.parametrize(("submission", "message_id", "field"), [
    ({"name": "  "}, "name-missing", "name"),
    ({"name": "长" * 101}, "name-too-long", "name"),
    ({"agrees": False}, "consent-missing", "consent"),
    ({"drawing": b"<svg onload=alert(1)>"}, "drawing-form", "drawing"),
    ({"drawing": b"\x89PNG\r\n\x1a\n" + b"0" * 200_000}, "drawing-form", "drawing"),
    ({"drawing": drawing()[:-40]}, "drawing-form", "drawing"),
    ({"drawing": drawing().replace(b"IDAT", b"IDAX")}, "drawing-form", "drawing"),
])
def test_what_a_signature_lacks_is_named(
    there: Ceremony, submission: dict[str, object], message_id: str, field: str
) -> None:
    with pytest.raises(SubmissionRefused) as refused:
        there.customer_signs(**submission)

    assert (refused.value.message_id, refused.value.facts["field"]) == (message_id, field)
    assert there.confirmation.signatures == []


def test_signing_twice_gives_one_signature(there: Ceremony) -> None:
    task, submission = there.task("customer_signs"), there.submission()
    there.customer_signs()

    with pytest.raises(AlreadySigned), transaction() as session:
        confirmations.sign(session, task, submission, actor=there.cast.customer.id,
                           how=Circumstances("link+code"))

    assert len(there.confirmation.signatures) == 1


def test_somebody_else_may_not_sign(there: Ceremony) -> None:
    for element, actor in [("lead_signs", "designer"), ("customer_signs", "lead"),
                           ("lead_signs", there.cast.customer.id)]:
        with pytest.raises(MayNotSign), transaction() as session:
            confirmations.sign(session, there.task(element), there.submission(), actor=actor,
                               how=Circumstances("link+code"))

    assert there.waits_at() == ["customer_signs", "lead_signs"]


def test_one_person_never_signs_for_both_sides(there: Ceremony) -> None:
    with transaction() as session:
        lead = people.person_called(session, "lead")
        assert lead is not None
        lead.email = "Customer@customer.example "
    there.customer_signs()

    with pytest.raises(MayNotSign) as refused:
        there.lead_signs()

    assert refused.value.message_id == "both-sides"
    assert there.waits_at() == ["lead_signs"]


def test_a_task_that_signs_for_no_side_signs_nothing(there: Ceremony) -> None:
    sides = [replace(task, headers={}) for task in there.open_tasks() if task.assignee == "lead"]

    with pytest.raises(MayNotSign) as refused, transaction() as session:
        confirmations.sign(session, sides[0], there.submission(), actor="lead", how=Circumstances("password"))

    assert refused.value.message_id == "not-the-signer"
    assert "lead_signs" in there.waits_at()


def test_a_signer_who_left_may_not_sign(there: Ceremony) -> None:
    with transaction() as session:
        person = people.person_called(session, "lead")
        assert person is not None
        people.deactivate(session, person)

    with pytest.raises(MayNotSign):
        there.lead_signs()


@pytest.mark.parametrize("reason", [" 不 ", "长" * 2001], ids=["too short", "too long"])
def test_declining_needs_a_reason(there: Ceremony, reason: str) -> None:
    with pytest.raises(SubmissionRefused), transaction() as session:
        confirmations.decline(session, there.task("customer_signs"), reason=reason,
                              sha256=there.confirmation.sha256, actor=there.cast.customer.id)

    assert there.waits_at() == ["customer_signs", "lead_signs"]


def test_declining_voids_the_other_signature_and_goes_back_to_the_draft(there: Ceremony) -> None:
    there.lead_signs()

    with transaction() as session:
        confirmations.decline(session, there.task("customer_signs"), reason="验收标准需改为 98%",
                              sha256=there.confirmation.sha256, actor=there.cast.customer.id)
    there.work()

    confirmation = there.confirmation
    assert there.waits_at() == ["draft"]
    assert (confirmation.declined_by, confirmation.void_reason) == ("contact:1", "验收标准需改为 98%")
    assert confirmation.signatures[0].voided_at == confirmation.voided_at is not None
    assert there.history()[-2:] == ["signed", "declined"]


def test_everybody_is_told_of_a_decline_with_its_reason(there: Ceremony) -> None:
    with transaction() as session:
        confirmations.decline(session, there.task("lead_signs"), reason="工期写错了，须更正",
                              sha256=there.confirmation.sha256, actor="lead")
    there.work()

    assert "工期写错了，须更正" in there.mails()[0].text


def test_after_a_decline_the_next_version_is_signed_anew(there: Ceremony) -> None:
    there.take_back()
    there.work()
    there.write_draft("三条柔性产线")

    first, second = reversed(confirmations.of_project(there.session, there.project_id))
    assert [first.version.number, second.version.number] == [1, 2]
    assert first.sha256 != second.sha256
    there.customer_signs()
    there.lead_signs()
    assert there.waits_at() == ["design"]


def test_an_edit_voids_signatures_and_ends_the_wait(there: Ceremony) -> None:
    there.customer_signs()

    there.take_back("客户改了节拍")
    there.work()

    confirmation = there.confirmation
    assert there.waits_at() == ["draft"]
    assert confirmation.void_reason == "客户改了节拍"
    assert confirmation.signatures[0].voided_at is not None
    assert there.history()[-1] == "voided"


def test_a_void_that_came_first_wins_over_a_signature_on_its_way(there: Ceremony) -> None:
    task, submission = there.task("customer_signs"), there.submission()
    there.take_back()

    with pytest.raises(ConfirmationOver), transaction() as session:
        confirmations.sign(session, task, submission, actor=there.cast.customer.id,
                           how=Circumstances("link+code"))

    assert there.confirmation.signatures == []


def test_a_version_is_taken_back_once(there: Ceremony) -> None:
    there.take_back()

    with pytest.raises(ConfirmationOver):
        there.take_back()

    assert there.history().count("voided") == 1


def test_what_the_process_no_longer_waits_for_cannot_be_taken_back(there: Ceremony) -> None:
    there.customer_signs()
    there.lead_signs()

    with pytest.raises(confirmations.NobodyWaits):
        there.take_back()

    assert there.confirmation.voided_at is None


def test_another_hash_is_not_declined_either(there: Ceremony) -> None:
    with pytest.raises(OtherDocument), transaction() as session:
        confirmations.decline(session, there.task("customer_signs"), reason="验收标准需改为 98%", sha256="0" * 64,
                              actor=there.cast.customer.id)

    assert there.waits_at() == ["customer_signs", "lead_signs"]


def test_nobody_signs_for_the_other_side_even_where_a_row_names_them(there: Ceremony) -> None:
    with transaction() as session:
        task = there.task("customer_signs")
        engine.assign(session, task.id, to="quality", actor="admin")
        session.merge(there.confirmation.signatories[0]).actor = "quality"

    with pytest.raises(MayNotSign) as refused, transaction() as session:
        confirmations.sign(session, there.task("customer_signs"), there.submission(), actor="quality",
                           how=Circumstances("account+password"))

    assert refused.value.message_id == "wrong-side"


def test_a_paper_opens_a_gate_once_everybody_has_signed_it(there: Ceremony) -> None:
    asked = [{"document": "requirement_confirmation", "owner": "project_lead"}]

    def is_there() -> bool:
        [found] = compared(there.session, there.project, "requirements", asked)
        return found.is_there

    there.customer_signs()
    assert not is_there()
    there.lead_signs()
    assert is_there()
