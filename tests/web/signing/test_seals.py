"""Seals: added by what the picture is, lent by a date, set under a document only by a holder, every use written down."""

from __future__ import annotations

import io
from typing import Any

import pytest

from tests.support.stamps import stamp
from tests.web.signing.conftest import PASSWORD, Screens, Visitor
from webapp.domain import people, seals
from webapp.domain.seals.rules import require_stamp
from webapp.transaction import transaction


@pytest.fixture
def keeper(screens: Screens) -> Visitor:
    visitor = screens.visitor()
    with visitor.client.session_transaction() as session:
        session["person_id"], session["epoch"] = screens.there.cast.admin.person_id, 0
    return visitor


@pytest.fixture
def seal(screens: Screens) -> seals.Seal:
    with transaction() as session:
        return seals.add_seal(session, name="合同专用章", picture=stamp(), by="admin")


def lend(seal: seals.Seal, who: str) -> seals.SealHolder:
    with transaction() as session:
        return seals.allow_holder(session, session.get_one(seals.Seal, seal.id), who, by="admin")


def signs_with(screens: Screens, seal: seals.Seal) -> Any:
    page = f"/confirmations/{screens.there.confirmation.id}"
    return screens.signed_in("lead").post(f"{page}/signature", page=page, password=PASSWORD,
                                          **screens.signature(seal=str(seal.id)))


@pytest.mark.parametrize(("picture", "problem"), [
    (stamp(), ""), (stamp(filtered_by=1), ""), (stamp(clear=False), "seal-ground"), (stamp(kind=2), "seal-ground"),
    (stamp(20), "seal-measures"), (b"GIF89a", "seal-not-png"), (stamp()[:60], "seal-not-png"), (b"", "seal-not-png"),
    (b"\x89PNG\r\n\x1a\n<script>", "seal-not-png"), (stamp() + b"0" * 200_000, "seal-large"),
])
def test_a_picture_is_told_by_its_bytes(picture: bytes, problem: str) -> None:
    assert require_stamp(picture) == problem


def test_a_keeper_adds_a_seal_and_sees_it(keeper: Visitor) -> None:
    made = keeper.post("/seals/", page="/seals/", name="合同专用章", picture=(io.BytesIO(stamp()), "章.png"))  # type: ignore[arg-type]

    assert made.status_code == 303
    page = keeper.get(made.location).text
    assert "合同专用章" in page
    assert keeper.get(f"{made.location}/picture.png").data == stamp()


def test_a_picture_that_will_not_do_is_refused_in_words(keeper: Visitor) -> None:
    answer = keeper.post("/seals/", page="/seals/", name="章",
                         picture=(io.BytesIO(stamp(clear=False)), "seal.png"))  # type: ignore[arg-type]

    assert answer.status_code == 422
    assert "no transparent ground" in answer.text


def test_others_find_no_seals_there(screens: Screens, seal: seals.Seal) -> None:
    for address in ("/seals/", f"/seals/{seal.id}", f"/seals/{seal.id}/picture.png", "/seals/999"):
        assert screens.signed_in("designer").get(address).status_code == 404


def test_nobody_who_has_left_is_lent_a_seal(screens: Screens, keeper: Visitor, seal: seals.Seal) -> None:
    with transaction() as session:
        person = people.person_called(session, "designer")
        assert person is not None
        people.deactivate(session, person)

    for who in ("designer", "nobody"):
        assert keeper.post(f"/seals/{seal.id}/holders", page=f"/seals/{seal.id}", who=who).status_code == 303

    assert seals.holders_of(screens.there.session, seal.id) == []


def test_a_holder_sets_it_under_the_document_and_the_use_is_written_down(screens: Screens, seal: seals.Seal) -> None:
    lend(seal, "lead")
    assert signs_with(screens, seal).status_code == 303

    session = screens.there.session
    signature = screens.there.confirmation.signatures[0]
    assert signature.drawing == stamp()
    use, = seals.uses_of(session, seal.id)
    assert (use.actor, use.document_version_id) == ("lead", screens.there.confirmation.document_version_id)


@pytest.mark.parametrize("how", ["never lent", "withdrawn", "retired"])
def test_who_may_not_use_it_signs_nothing_with_it(screens: Screens, seal: seals.Seal, how: str) -> None:
    if how != "never lent":
        row = lend(seal, "lead")
        with transaction() as session:
            if how == "withdrawn":
                seals.withdraw_holder(session, session.get_one(seals.SealHolder, row.id), by="admin")
            else:
                seals.retire_seal(session, session.get_one(seals.Seal, seal.id), by="admin")

    answer = signs_with(screens, seal)

    assert answer.status_code == 422
    assert "may not use this seal" in answer.text
    assert screens.there.confirmation.signatures == []
    assert seals.uses_of(screens.there.session, seal.id) == []


def test_the_customer_sets_no_seal_of_ours(screens: Screens, seal: seals.Seal) -> None:
    screens.identified().post(f"{screens.link}/signature", **screens.signature(seal=str(seal.id)))

    assert [signature.drawing for signature in screens.there.confirmation.signatures] == [None]
    assert seals.uses_of(screens.there.session, seal.id) == []
