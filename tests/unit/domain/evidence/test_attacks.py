"""Everything that was ever tried on a signed PDF: refused, today, tomorrow and in five years."""

import base64
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import pem

from tests.support.forgeries import (
    Files,
    annotated,
    closed_by_a_stranger,
    entries_changed,
    logged_anew,
    overlaid,
    packed,
    padding_flipped,
    signed_anew,
    truncated,
)
from verifier.tandem_verify import (
    Report,
    Trust,
    data_hash,
    read_pdf,
    sha256,
    unzip,
    verify_pack,
)


def false(report: Report) -> set[str]:
    return {finding.check for finding in report.findings if finding.state == "false"}


def test_the_pack_as_it_is_holds_and_asks_for_the_keys_to_be_compared(signed_pack: bytes) -> None:
    report = verify_pack(signed_pack)

    assert false(report) == set()
    assert report.code == 2


def test_with_the_fingerprints_of_the_contract_it_is_verified(signed_pack: bytes) -> None:
    files = unzip(signed_pack)
    root = sha256(pem.unarmor(files["certificates/root.pem"])[2])

    report = verify_pack(signed_pack, Trust(pin=sha256(base64.b64decode(files["log.pub"])), roots=(root,)))

    assert report.code == 0


@pytest.mark.parametrize("days", [1, 365 * 5])
def test_it_holds_tomorrow_and_in_five_years(signed_pack: bytes, days: int) -> None:
    assert verify_pack(signed_pack, Trust(at=datetime.now(UTC) + timedelta(days=days))).code == 2


@pytest.mark.parametrize(("attack", "found"), [
    (overlaid, {"pades", "final", "archive"}), (annotated, {"pades", "final", "archive"}),
    (truncated, {"count", "final", "archive", "pades"}), (padding_flipped, {"final"}),
])
def test_whatever_is_done_to_the_pdf_is_found(signed_pack: bytes, attack: Callable[[bytes], bytes], found: set[str]) -> None:
    files = unzip(signed_pack)
    changed = attack(files["signed.pdf"])
    assert changed != files["signed.pdf"]

    report = verify_pack(packed({**files, "signed.pdf": changed}))

    assert report.code == 1
    assert false(report) == found


def test_a_revision_closed_by_a_strangers_clock_is_not_archived(signed_pack: bytes) -> None:
    files = unzip(signed_pack)

    found = read_pdf(closed_by_a_stranger(files["signed.pdf"]), [pem.unarmor(files["certificates/root.pem"])[2]])

    assert found is not None
    assert not found.is_archived


def test_a_look_alike_authority_is_found_by_the_certificates_on_record(signed_pack: bytes) -> None:
    report = verify_pack(packed(signed_anew(unzip(signed_pack))))

    assert false(report) == {"certificate", "certificates", "final"}


def with_a_log_of_ones_own(files: Files) -> Files:
    """Everything made anew but the head's signature, which only the log's key can make."""
    forged = logged_anew(files, lambda body: body.update(actor="nobody"))
    signature = files["head.txt"].partition(b"\n\n")[2]
    return {**forged, "log.pub": files["log.pub"], "head.txt": forged["head.txt"].partition(b"\n\n")[0] + b"\n\n" + signature}


def with_another_salt(files: Files) -> Files:
    return entries_changed(files, lambda entries: entries[0].update(salt=base64.b64encode(bytes(16)).decode()))


def with_another_base(files: Files) -> Files:
    return {**files, "base.pdf": overlaid(files["base.pdf"])}


def with_a_log_that_is_none(files: Files) -> Files:
    return {**files, "log.json": b"[]"}


@pytest.mark.parametrize("forge", [with_a_log_of_ones_own, with_another_salt, with_another_base, with_a_log_that_is_none])
def test_a_forged_pack_whose_manifest_fits_is_false(signed_pack: bytes, forge: Callable[[Files], Files]) -> None:
    assert verify_pack(packed(forge(unzip(signed_pack)))).code == 1


def test_a_file_more_than_the_manifest_names_is_false(signed_pack: bytes) -> None:
    out = io.BytesIO(signed_pack)
    with zipfile.ZipFile(out, "a") as pack:
        pack.writestr("extra.txt", "…")

    assert false(verify_pack(out.getvalue())) == {"manifest", "belongs"}


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04" + b"\0" * 60, b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_pack_is_false_and_no_crash(content: bytes) -> None:
    assert verify_pack(content).code == 1


def test_a_pack_that_would_unpack_without_end_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("signed.pdf", bytes(220 * 1024 * 1024))

    assert false(verify_pack(out.getvalue())) == {"zip"}


def test_the_hash_in_the_footer_covers_all_the_document_says(signed_pack: bytes) -> None:
    data = unzip(signed_pack)["data.json"]

    assert data_hash(data) == json.loads(data)["document"]["hash_of_data"]
