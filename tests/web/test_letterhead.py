"""The letterhead: set by those who may, told by its bytes, on every paper from then on, and the same bytes for the same input."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest

from tests.support.stamps import stamp
from tests.web.signing.conftest import Screens, Visitor, kept, screens  # noqa: F401 -- fixtures
from webapp.domain import company, documents
from webapp.domain.company.marks import type_of_mark
from webapp.transaction import transaction

LOOK = Path(__file__).parents[2] / "processes" / "customer_engineering" / "documents" / "look.typ"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="40" height="20" fill="#0b5c7a"/></svg>'


@pytest.mark.parametrize(("content", "kind"), [
    (stamp(), "png"), (stamp(20), "mark-measures"), (stamp()[:80], "mark-unreadable"), (stamp() + b"0" * 100_000, "mark-large"),
    (SVG, "svg"), (b"GIF89a", "mark-unreadable"), (b"<html/>", "mark-unreadable"), (b"", "mark-unreadable"),
    (b'<!DOCTYPE svg [<!ENTITY x "y">]>' + SVG, "mark-unreadable"),
    (SVG.replace(b"<rect", b"<script>alert(1)</script><rect"), "mark-acts"),
    (SVG.replace(b"<rect", b"<image href='http://x.example/a.png'/><rect"), "mark-acts"),
    (SVG.replace(b"<rect", b"<rect onload='alert(1)'"), "mark-acts"),
    (SVG.replace(b"<rect", b"<use href='file:///etc/passwd'/><rect"), "mark-acts"),
    (SVG.replace(b"#0b5c7a", b"url(http://x.example)"), "mark-acts"),
    (SVG.replace(b"<rect", b"<foreignObject/><rect"), "mark-acts"), (SVG.replace(b"<rect", b"<text>x</text><rect"), "mark-acts"),
])
def test_a_mark_is_told_by_its_bytes_and_only_draws(content: bytes, kind: str) -> None:
    assert type_of_mark(content) == kind


@pytest.fixture
def keeper(screens: Screens) -> Visitor:  # noqa: F811
    visitor = screens.visitor()
    with visitor.client.session_transaction() as session:
        session["person_id"], session["epoch"] = screens.there.cast.admin.person_id, 0
    return visitor


def test_a_keeper_sets_address_and_mark_and_takes_the_mark_away(keeper: Visitor, screens: Screens) -> None:  # noqa: F811
    made = keeper.post("/letterhead/", page="/letterhead/", address=" 西安市  高新路 1 号 ", mark=(io.BytesIO(SVG), "m.svg"))  # type: ignore[arg-type]
    assert made.status_code == 303
    assert "西安市 高新路 1 号" in keeper.get("/letterhead/").text
    shown = keeper.get("/letterhead/mark")
    assert (shown.data, shown.mimetype) == (SVG, "image/svg+xml")
    assert "sandbox" in shown.headers["Content-Security-Policy"]

    keeper.post("/letterhead/", page="/letterhead/", address="别处")
    assert keeper.get("/letterhead/mark").status_code == 200
    keeper.post("/letterhead/mark/removal", page="/letterhead/")
    assert keeper.get("/letterhead/mark").status_code == 404
    assert "别处" in keeper.get("/letterhead/").text


def test_a_mark_that_will_not_do_is_refused_in_words_and_the_address_stays(keeper: Visitor) -> None:
    answer = keeper.post("/letterhead/", page="/letterhead/", address="西安市", mark=(io.BytesIO(b"GIF89a"), "m.gif"))  # type: ignore[arg-type]

    assert answer.status_code == 422
    assert "neither a PNG nor an SVG" in answer.text
    assert "西安市" in answer.text


def test_others_find_no_letterhead_there(screens: Screens) -> None:  # noqa: F811
    for address in ("/letterhead/", "/letterhead/mark"):
        assert screens.signed_in("designer").get(address).status_code == 404


@pytest.mark.parametrize("mark", [SVG, stamp(), b""], ids=["svg", "png", "none"])
def test_papers_bear_it_from_then_on_and_those_that_were_frozen_keep_theirs(
    screens: Screens, monkeypatch: pytest.MonkeyPatch, mark: bytes  # noqa: F811
) -> None:
    there = screens.there
    before = there.confirmation.version.sha256
    with transaction() as session:
        company.set_letterhead(session, address="西安市高新路 1 号", mark=mark, by="admin")
    there.take_back()
    there.work()
    there.write_draft("三条产线")

    second, first = documents.versions_of(there.session, there.project_id)
    assert first.sha256 == before
    assert second.data["company"]["address"] == "西安市高新路 1 号"
    assert ("mark_sha256" in second.data["company"]) == bool(mark)
    files = {"documents/look.typ": LOOK.read_bytes(), "documents/paper.typ": b'#import "look.typ": *\n#show: paper\n= x',
             **({f"documents/{second.data['company']['mark']}": mark} if mark else {})}
    data = {**second.data, "signers": []}
    pages = [documents.render(files, "documents/paper.typ", data, at=second.created_at).pdf for _ in range(2)]
    assert pages[0] == pages[1]
    assert "西安市高新路 1 号" in pypdf.PdfReader(io.BytesIO(pages[0])).pages[0].extract_text()
