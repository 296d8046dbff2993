"""The company's side: the same frozen version, the password once more, decline, take back, resend."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.ceremony import PASSWORD
from tests.web.signing.conftest import Screens

Later = Callable[..., None]
HERE = "/confirmations/1"


def test_the_lead_sees_the_version_and_both_sides(screens: Screens) -> None:
    page = screens.signed_in("lead").get(HERE)

    assert page.status_code == 200
    for words in (screens.there.confirmation.sha256, "客户代表", "Sign for the company",
                  "Take this version back", "Mail 客户代表 a new link"):
        assert words in page.text


def test_a_stranger_and_a_wrong_number_look_alike(screens: Screens) -> None:
    foreign = screens.signed_in("stranger").get(HERE)
    absent = screens.signed_in("lead").get("/confirmations/999")

    assert (foreign.status_code, absent.status_code) == (404, 404)
    for address in (f"{HERE}/document.pdf", f"{HERE}/pages/1.svg"):
        assert screens.signed_in("stranger").get(address).status_code == 404


@pytest.mark.parametrize("act", ["signature", "refusal", "revision", "link"])
def test_a_stranger_can_do_nothing(screens: Screens, act: str) -> None:
    stranger = screens.signed_in("stranger")

    answer = stranger.post(f"{HERE}/{act}", page="/inbox/", password=PASSWORD,
                           reason="没有任何理由", **screens.signature())

    assert answer.status_code == 404
    assert screens.there.waits_at() == ["customer_signs", "lead_signs"]


def test_nobody_who_is_not_signed_in_gets_here(screens: Screens) -> None:
    assert screens.visitor().get(HERE).status_code == 302
    assert screens.visitor().get(f"{HERE}/document.pdf").status_code == 302


def test_the_lead_signs_with_the_password(screens: Screens) -> None:
    answer = screens.signed_in("lead").post(
        f"{HERE}/signature", password=PASSWORD, **screens.signature())

    assert answer.status_code == 303
    assert screens.there.waits_at() == ["customer_signs"]
    assert screens.there.confirmation.signatures[0].identified_by == "account+password"


def test_a_wrong_password_signs_nothing(screens: Screens) -> None:
    answer = screens.signed_in("lead").post(
        f"{HERE}/signature", password="not this one", **screens.signature())

    assert answer.status_code == 422
    assert screens.there.confirmation.signatures == []


def test_guessing_passwords_locks_even_the_right_one_out(screens: Screens) -> None:
    lead = screens.signed_in("lead")
    for _ in range(8):
        lead.post(f"{HERE}/signature", password="not this one", **screens.signature())

    answer = lead.post(f"{HERE}/signature", password=PASSWORD, **screens.signature())

    assert answer.status_code == 422
    assert screens.there.confirmation.signatures == []


def test_signing_twice_is_told_in_words(screens: Screens) -> None:
    lead = screens.signed_in("lead")
    lead.post(f"{HERE}/signature", password=PASSWORD, **screens.signature())

    again = lead.post(f"{HERE}/signature", page="/inbox/", password=PASSWORD, **screens.signature())

    assert again.status_code == 409
    assert "recorded, once" in again.text


def test_the_lead_declines_with_a_reason(screens: Screens) -> None:
    lead = screens.signed_in("lead")

    missing = lead.post(f"{HERE}/refusal", sha256=screens.there.confirmation.sha256, reason=" ")
    given = lead.post(f"{HERE}/refusal", sha256=screens.there.confirmation.sha256,
                      reason="工期写错，须更正")

    assert (missing.status_code, given.status_code) == (422, 303)
    screens.there.work()
    assert screens.there.waits_at() == ["draft"]
    assert "工期写错，须更正" in lead.get(HERE).text


def test_taking_back_voids_and_says_why(screens: Screens) -> None:
    screens.there.customer_signs()
    lead = screens.signed_in("lead")

    missing = lead.post(f"{HERE}/revision", reason="")
    given = lead.post(f"{HERE}/revision", reason="客户改了节拍要求")

    assert (missing.status_code, given.status_code) == (422, 303)
    shown = lead.get(HERE).text
    assert "客户改了节拍要求" in shown
    assert "void since" in shown
    again = lead.post(f"{HERE}/revision", page="/inbox/", reason="客户改了节拍要求")
    assert again.status_code == 409


def test_a_completed_version_is_not_taken_back_from_here(screens: Screens) -> None:
    screens.there.customer_signs()
    screens.there.lead_signs()

    answer = screens.signed_in("lead").post(
        f"{HERE}/revision", page="/inbox/", reason="客户改了节拍要求")

    assert answer.status_code == 409
    assert "change request" in answer.text


def test_a_new_link_replaces_the_old_one(screens: Screens, later: Later) -> None:
    lead, old = screens.signed_in("lead"), screens.link
    later(minutes=2)

    assert "was mailed" in _followed(lead.post(f"{HERE}/link"), lead)
    assert "moment ago" in _followed(lead.post(f"{HERE}/link"), lead)

    assert screens.link != old
    assert screens.visitor().get(old).status_code == 410
    assert screens.visitor().get(screens.link).status_code == 200


def test_a_signature_is_not_given_by_the_tasks_form(screens: Screens) -> None:
    task = screens.there.task("lead_signs")

    answer = screens.signed_in("lead").post(
        f"/tasks/{task.id}/completion", page=HERE, decision="sign")

    assert answer.status_code == 403
    assert screens.there.waits_at() == ["customer_signs", "lead_signs"]


def _followed(answer: object, visitor: object) -> str:
    assert answer.status_code == 303  # type: ignore[attr-defined]
    return str(visitor.get(answer.location).text)  # type: ignore[attr-defined]
