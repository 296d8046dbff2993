"""Signatures inside the document: every revision extends the bytes, the first stays valid, other tools agree."""

import io

import pytest
from asn1crypto import core
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.support import ceremony
from tests.support.ceremony import Ceremony
from webapp.domain import documents, evidence
from webapp.domain.evidence import pades, signing, stamps


def current(there: Ceremony) -> bytes:
    pdf = evidence.signed_pdf(there.session, there.confirmation.document_version_id)
    assert pdf is not None
    return pdf


def base(there: Ceremony) -> bytes:
    return documents.content_of(there.session, there.confirmation.version.file)


def signatures(pdf: bytes) -> list[str]:
    return [each.field_name for each in PdfFileReader(io.BytesIO(pdf)).embedded_signatures]


def test_both_are_shown_a_file_that_has_their_empty_places_already(there: Ceremony) -> None:
    pdf = base(there)

    assert pades.is_waiting(pdf, "customer")
    assert pades.is_waiting(pdf, "company")
    assert documents.sha256(pdf) == there.confirmation.sha256 == there.confirmation.version.sha256


def test_every_signature_extends_the_very_bytes_that_were_shown(there: Ceremony) -> None:
    shown = base(there)
    there.customer_signs(drawing=ceremony.drawing())
    once = current(there)
    there.lead_signs()

    assert once.startswith(shown)
    assert current(there).startswith(once)
    assert signatures(once) == ["customer"]
    assert signatures(current(there)) == ["customer", "company"]


def test_the_time_in_the_signature_is_the_cases_own(there: Ceremony, past: None) -> None:
    there.lead_signs()

    told = PdfFileReader(io.BytesIO(current(there))).embedded_signatures[0]
    assert abs((told.self_reported_timestamp - there.confirmation.signatures[0].at).total_seconds()) < 5


@pytest.mark.parametrize("picture", [b"\x89PNG\r\n\x1a\n....", b"not a picture", ceremony.drawing(8, 8)[:40],
                                     b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\xff" * 30])
def test_a_picture_that_nobody_can_read_is_refused_and_never_left_out(there: Ceremony, picture: bytes) -> None:
    with pytest.raises(evidence.NotSignable, match="picture-unreadable"):
        stamps.draw(stamps.Look("龘喆堃", there.confirmation.opened_at, picture=picture), width=200, height=44)


def test_a_place_takes_one_signature(there: Ceremony) -> None:
    there.customer_signs()
    confirmation = there.confirmation

    with pytest.raises(evidence.NotSignable):
        evidence.record_signature(there.session, confirmation, confirmation.signatures[0])


def test_a_length_that_ends_in_0x80_is_not_encoded_anew() -> None:
    value = core.SequenceOf([core.OctetString(b"x" * 126)], spec=core.OctetString)
    read = core.SequenceOf.load(value.dump(), spec=core.OctetString)

    assert value.dump()[:3] == b"\x30\x81\x80"
    assert read.dump() == value.dump()
    assert read.children is None


def test_what_was_built_by_hand_is_encoded_once_at_every_level() -> None:
    encoded: list[int] = []

    class Nested(core.SequenceOf):
        _child_spec = core.Any

        def _set_contents(self, force: bool = False) -> None:
            encoded.append(len(self.children))
            super()._set_contents(force=force)

    value = core.OctetString(b"x")
    for _ in range(8):
        value = Nested([core.Any(value)])
    encoded.clear()

    assert value.dump() == bytes.fromhex("3011300f300d300b300930073005300304 0178")
    assert len(encoded) == 8


def test_a_revision_that_changes_what_was_signed_is_not_kept(there: Ceremony) -> None:
    there.customer_signs()
    before = current(there)

    with pytest.raises(evidence.NotSignable, match="not-an-extension"):
        signing.add_revision(there.session, there.confirmation, before, b"%PDF-1.7 other" + before, at=there.confirmation.opened_at)


def test_no_signature_leaves_room_that_could_be_changed_unseen(there: Ceremony) -> None:
    there.customer_signs(drawing=ceremony.drawing())
    there.lead_signs()
    pdf = current(there)

    for found in PdfFileReader(io.BytesIO(pdf)).embedded_signatures:
        _zero, gap, after, _rest = found.byte_range
        zeros = len(pdf[gap:after]) - len(pdf[gap:after].rstrip(b">").rstrip(b"0"))
        assert zeros < 32, found.field_name
