"""The public page: whoever holds a file learns what holds, and nothing of it stays with us."""

import io
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.support import build, ceremony, forgeries
from tests.support.ceremony import Ceremony
from tests.unit.domain.evidence.test_strangers import without_end
from webapp.db import Model, db
from webapp.domain import access, customers, evidence
from webapp.domain.evidence import strangers
from webapp.transaction import transaction


@dataclass
class Signed:
    """A finished signing, its files, and somebody without an account."""

    there: Ceremony
    visitor: FlaskClient
    version_id: int
    pack: bytes
    pdf: bytes
    unsigned: bytes

    def drop(self, content: bytes, name: str = "a.zip") -> str:
        answer = self.visitor.post("/verify", data={"file": (io.BytesIO(content), name)})
        self.status = answer.status_code
        return answer.text


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Signed]:
    url = f"sqlite:///{tmp_path_factory.mktemp('verification') / 'house.db'}"
    with build.application(url, demo=True) as app:
        app.config["WTF_CSRF_ENABLED"] = False
        for limiter in app.extensions["limiter"]:
            limiter.enabled = False
        with app.app_context():
            build.create_tables()
            there = ceremony.ready()
            version_id = there.confirmation.document_version_id
            there.customer_signs(drawing=ceremony.drawing())
            there.lead_signs()
            pack = there.proven()
            with transaction() as session:
                contact = session.get_one(customers.Contact, there.cast.customer.contact_id)
                secret = access.admit(session, contact)
            pdf = evidence.signed_pdf(there.session, version_id) or b""
            client = app.test_client()
            client.set_cookie("locale", "en")
            client.set_cookie("portal", secret)
            yield Signed(there, client, version_id, pack, pdf,
                         pdf[:evidence_length(there, version_id)])


def evidence_length(there: Ceremony, version_id: int) -> int:
    return there.session.get_one(evidence.Frozen, version_id).length


def test_a_pack_of_ours_is_verified_without_any_key_left_to_compare(signed: Signed) -> None:
    page = signed.drop(signed.pack)

    assert signed.status == 200
    assert "Not verified" not in page
    assert "Signed by everybody; this is the version that counts." in page


def test_a_forged_pack_of_every_kind_is_told_on_the_page_with_a_reason(signed: Signed) -> None:
    files = forgeries.read(signed.pack)
    kinds = {each.found_by: each for each in forgeries.FORGERIES if each.found_by in ("zip", "manifest", "inclusion", "chain", "head", "consent")}
    believed = []
    for forgery in kinds.values():
        page = signed.drop(forgery.make(files, {**files, "log.json": files["log.json"].replace(b'"number": 1', b'"number": 2')}))
        if "Not verified" not in page or "does not hold" not in page:
            believed.append(repr(forgery))

    assert believed == []


def test_what_does_not_hold_stands_first_and_the_keys_are_said_to_be_ours_or_not(signed: Signed) -> None:
    true = signed.drop(signed.pack)
    files = forgeries.read(signed.pack)
    false = signed.drop(forgeries.packed({**files, "consent/customer.txt": b"..."}))

    assert "The root certificate is this firm&#39;s" in true
    assert "fingerprint you gave" not in true
    assert "What does not hold" not in true
    assert false.index("What does not hold") < false.index("What everybody agreed to is what is on record") < false.index("What was checked")


def test_the_signed_pdf_alone_is_verified_as_well(signed: Signed) -> None:
    page = signed.drop(signed.pdf, "signed.pdf")

    assert "Not verified" not in page
    assert "AdESPassed.OK" in page


def test_a_changed_pdf_is_not(signed: Signed) -> None:
    page = signed.drop(signed.pdf.replace(b"/Type /Page\n", b"/Type /Pagf\n", 1) + b"\n% more", "signed.pdf")

    assert "Not verified" in page
    assert "We do not know these very bytes" in page


def test_a_pdf_that_nobody_signed_is_said_to_carry_no_signature(signed: Signed) -> None:
    assert "Not verified" in signed.drop(signed.unsigned, "base.pdf")


@pytest.mark.parametrize(("content", "status", "words"), [
    (b"", 422, "Choose the signed PDF"), (b"hello", 422, "neither a PDF nor an evidence pack"),
    (b"PK\x03\x04 and no more", 200, "Not verified"), (b"%PDF-1.7 and no more", 200, "Not verified"),
    (b"PK" + bytes(31 * 1024 * 1024), 413, "larger than 30 MB"),
])
def test_whatever_else_is_dropped_gets_a_sentence(signed: Signed, content: bytes, status: int, words: str) -> None:
    page = signed.drop(content)

    assert (signed.status, words in page) == (status, True)


def test_a_crowd_is_asked_to_come_again_in_some_seconds(signed: Signed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strangers, "_places", threading.BoundedSemaphore(1))
    with strangers._place():
        answer = signed.visitor.post("/verify", data={"file": (io.BytesIO(signed.pack), "a.zip")})

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "Other files are being checked right now" in answer.text
    assert "Not verified" not in signed.drop(signed.pack)


def test_a_file_that_would_wear_a_reader_out_is_not_verified(signed: Signed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strangers, "BOUNDS", strangers.Bounds(seconds=2))

    page = signed.drop(without_end(), "endless.pdf")

    assert signed.status == 200
    assert "Not verified" in page
    assert "does not hold" in page


def test_dropping_a_file_keeps_nothing(signed: Signed) -> None:
    def rows() -> dict[str, int]:
        return {name: signed.there.session.execute(db.text(f"SELECT count(*) FROM {name}")).scalar_one()
                for name in Model.metadata.tables}

    before = rows()
    signed.drop(signed.pack)

    assert rows() == before


def test_the_code_on_the_paper_tells_how_it_stands_and_not_what_it_says(signed: Signed) -> None:
    version = signed.there.confirmation.version
    page = signed.visitor.get(f"/verify/{version.data_sha256[:32]}").text

    assert "Signed by everybody" in page
    assert version.document.number in page
    assert "两条柔性产线" not in page
    assert "龘" not in page


def test_the_address_on_the_paper_is_that_page(signed: Signed) -> None:
    heading = signed.there.confirmation.version.data["document"]

    assert heading["verify"].endswith(f"/verify/{heading['hash_of_data'][:32]}")


def test_a_short_part_of_a_papers_hash_leads_nowhere(signed: Signed) -> None:
    assert signed.visitor.get(f"/verify/{signed.there.confirmation.version.data_sha256[:31]}").status_code == 404


@pytest.mark.parametrize("code", ["0" * 32, "abc", "g" * 32, "%25", "A" * 32])
def test_a_code_of_no_paper_is_not_found(signed: Signed, code: str) -> None:
    assert signed.visitor.get(f"/verify/{code}").status_code == 404


def test_the_verifier_can_be_taken_along(signed: Signed) -> None:
    for name in ("tandem_verify.py", "verify.html"):
        answer = signed.visitor.get(f"/verify/tools/{name}")
        assert answer.data == (Path(__file__).parents[3] / "verifier" / name).read_bytes()
        assert "attachment" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(("what", "content"), [("signed", "pdf"), ("evidence", "pack")])
def test_the_customer_takes_both_from_the_portal(signed: Signed, what: str, content: str) -> None:
    page = signed.visitor.get(f"/portal/projects/{signed.there.project_id}").text
    address = f"/portal/projects/{signed.there.project_id}/documents/{signed.version_id}/{what}"

    assert address in page
    assert signed.visitor.get(address).data == getattr(signed, content)


def test_both_sides_are_mailed_the_head_and_the_fingerprints(signed: Signed) -> None:
    head = signed.there.session.query(evidence.Head).order_by(evidence.Head.id).first()
    mails = [mail for mail in signed.there.mails() if "证据包" in mail.text]

    assert len(mails) == 1
    assert head is not None
    assert head.note in mails[0].text
    assert evidence.fingerprints(signed.there.session, signed.version_id)["root"] in mails[0].text
