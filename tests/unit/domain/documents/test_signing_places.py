"""Whoever signs has a place on the paper: the template's own, or one on a page that is added."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from webapp.domain.documents import Rendered, Signer, render
from webapp.domain.documents.signing_places import SOURCE

AT = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
FOLDER = Path(__file__).parents[4] / "processes" / "customer_engineering" / "documents"
BARE = {"documents/paper.typ": b"= A paper that thinks of nobody"}
SHIPPED = {f"documents/{path.name}": path.read_bytes() for path in FOLDER.glob("*.typ")}
SLOTS = ("customer", "customer-2", *("company", *(f"company-{n}" for n in range(2, 8))))


def rendered(files: dict[str, bytes], template: str, slots: tuple[str, ...], locale: str = "zh") -> Rendered:
    signers = [Signer(slot, slot.partition("-")[0], "engineering_manager", f"{slot}龘喆堃").told(locale) for slot in slots]
    data: dict[str, Any] = {
        "document": {"title": "交付清单", "title_en": "List", "number": "P-01", "version": 3, "hash_of_data": "ab" * 32,
                     "date": "2026-03-02"},
        "locale": locale, "signers": signers, "words": {}, "company": {"name": "一家公司"}}
    return render(files, template, data, at=AT)


@pytest.mark.parametrize("slots", [SLOTS[:1], SLOTS], ids=["one", "nine"])
def test_a_paper_that_forgets_its_signers_gets_a_page_with_a_place_for_each(slots: tuple[str, ...]) -> None:
    bare, paper = rendered(BARE, "documents/paper.typ", ()), rendered(BARE, "documents/paper.typ", slots)

    assert sorted(place.slot for place in paper.places) == sorted(slots)
    assert {place.page for place in paper.places} == {2}
    assert len(paper.pages) == len(bare.pages) + 1
    assert all(f"{slot}龘喆堃" in paper.reading for slot in slots)
    assert paper == rendered(BARE, "documents/paper.typ", slots)


def test_places_lie_inside_the_page_and_none_upon_another() -> None:
    places = rendered(BARE, "documents/paper.typ", SLOTS).places

    for place in places:
        assert 0 < place.x < place.x + place.width < 595
        assert 0 < place.y < place.y + place.height < 842
        for other in places:
            apart = place.x + place.width <= other.x or other.x + other.width <= place.x
            assert place is other or apart or place.y + place.height <= other.y or other.y + other.height <= place.y


@pytest.mark.parametrize("kind", ["requirement_confirmation", "handover_list", "training_record", "final_certificate",
                                  "partial_certificate"])
def test_the_shipped_papers_grow_their_own_block_and_need_no_page_more(kind: str) -> None:
    few, many = (rendered(SHIPPED, f"documents/{kind}.typ", slots) for slots in (("customer", "company"), SLOTS))

    assert sorted(place.slot for place in many.places) == sorted(SLOTS)
    assert b"signature-page" not in SHIPPED[f"documents/{kind}.typ"]
    assert [place.slot for place in few.places] == ["customer", "company"]


def test_the_page_speaks_the_papers_language() -> None:
    chinese, english = (rendered(BARE, "documents/paper.typ", ("company",), locale).reading for locale in ("zh", "en"))

    assert "签署页" in chinese
    assert "实施方 · 工程经理" in chinese
    assert "Signature page" in english
    assert "Contractor · Engineering manager" in english


def test_the_added_page_is_ours_and_no_file_of_the_package_takes_its_place() -> None:
    paper = rendered({**BARE, "signature-page.typ": b"= another"}, "documents/paper.typ", ("company",))

    assert [place.slot for place in paper.places] == ["company"]
    assert SOURCE
