"""The progress page: a link shows, it changes nothing, and nothing internal is on it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.web.signing.conftest import Screens
from webapp.domain import confirmations
from webapp.transaction import transaction

Later = Callable[..., None]


@pytest.fixture
def address(screens: Screens) -> str:
    with transaction() as session:
        there = screens.there
        return f"/p/{confirmations.open_progress(session, there.project_id, there.cast.customer.id)}"


def test_it_shows_what_waits_for_whom_and_the_documents(screens: Screens, address: str) -> None:
    page = screens.visitor().get(address).text

    for words in ("柔性生产线", "You", "Our team", "Requirement confirmation", "Waiting for signatures"):
        assert words in page


def test_it_names_no_task_of_ours(screens: Screens, address: str) -> None:
    screens.there.customer_signs()
    screens.there.lead_signs()

    page = screens.visitor().get(address).text

    assert "Signed by everybody" in page
    assert "design" not in page.split("<main")[1]


def test_it_hands_out_what_the_customer_was_asked_to_sign_and_nothing_else(
    screens: Screens, address: str
) -> None:
    version_id = screens.there.confirmation.document_version_id

    assert screens.visitor().get(f"{address}/documents/{version_id}").mimetype == "application/pdf"
    assert screens.visitor().get(f"{address}/documents/999").status_code == 404


def test_a_signing_link_is_no_progress_link_nor_the_reverse(screens: Screens, address: str) -> None:
    assert screens.visitor().get(f"/p/{screens.there.token()}").status_code == 404
    assert screens.visitor().get(address.replace("/p/", "/s/")).status_code == 404


def test_it_ends_after_half_a_year(screens: Screens, address: str, later: Later) -> None:
    later(days=181)

    assert screens.visitor().get(address).status_code == 410
