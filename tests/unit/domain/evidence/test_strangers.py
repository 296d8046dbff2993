"""Files that strangers send: whatever they hold, a server is not worn out by them."""

import base64
import io
import threading
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.support.forgeries import name
from verifier.tandem_verify import Report, read_pem, sha256, unzip, verify_pack
from webapp.domain.evidence import CheckingBusy, strangers
from webapp.domain.evidence.strangers import Bounds, verified


def root_of(pack: bytes) -> bytes:
    return read_pem(unzip(pack)["certificates/root.pem"])


def false(report: Report) -> set[str]:
    return {finding.check for finding in report.findings if finding.state == "false"}


def without_end() -> bytes:
    """Half a megabyte that unfolds into a list of a hundred million objects."""
    rows = zlib.compress(bytes(400_000_000), 9)
    return (b"%%PDF-1.5\n1 0 obj\n<</Type/XRef/Size 3/W[1 2 1]/Root 2 0 R/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n"
            b"startxref\n9\n%%%%EOF\n" % (len(rows), rows))


def signed_many_times(pdf: bytes, times: int) -> bytes:
    """One signature shown in many places: each would be held against all that follows."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    form = writer.root["/AcroForm"]
    signature = form["/Fields"][0].get_object().raw_get("/V")
    for number in range(times):
        form["/Fields"].append(writer.add_object(generic.DictionaryObject({
            name("/FT"): name("/Sig"), name("/T"): generic.TextStringObject(f"x{number}"), name("/V"): signature})))
    writer.update_container(form["/Fields"])
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def endless_words() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("manifest.json", "[" + "0," * 10_000_000 + "0]")
    return out.getvalue()


def test_in_its_own_process_the_verifier_finds_what_it_finds_here(signed_pack: bytes) -> None:
    here = verify_pack(signed_pack)

    there = verified("pack", signed_pack, [])

    assert there == here
    assert there.document == sha256(unzip(signed_pack)["signed.pdf"])


def test_a_signed_pdf_alone_is_checked_there_too(signed_pack: bytes) -> None:
    pdf = unzip(signed_pack)["signed.pdf"]

    report = verified("pdf", pdf, [base64.b64encode(root_of(signed_pack)).decode()])

    assert (report.code, [each.check for each in report.findings]) == (0, ["signed", "pades", "pades", "archive"])


def test_a_file_that_keeps_a_reader_busy_is_ended_when_its_time_is_over(signed_pack: bytes) -> None:
    busy = signed_many_times(unzip(signed_pack)["signed.pdf"], 36)

    report = verified("pdf", busy, [base64.b64encode(root_of(signed_pack)).decode()], bounds=Bounds(seconds=1))

    assert false(report) == {"bounds"}


def test_a_file_that_unfolds_without_end_is_ended_when_its_memory_is_full() -> None:
    assert false(verified("pdf", without_end(), [], bounds=Bounds(memory=256 * 1024 * 1024))) & {"bounds", "signed"}


def test_a_file_with_a_crowd_of_signatures_is_none_of_ours(signed_pack: bytes) -> None:
    crowded = signed_many_times(unzip(signed_pack)["signed.pdf"], 500)

    report = verified("pdf", crowded, [base64.b64encode(root_of(signed_pack)).decode()])

    assert [(each.check, each.detail) for each in report.findings] == [("signed", "503 signatures")]


def test_words_without_end_are_not_read() -> None:
    assert false(verify_pack(endless_words())) == {"zip"}


def test_a_crowd_is_refused_at_once_and_the_place_is_free_again_afterwards(signed_pack: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strangers, "_places", threading.BoundedSemaphore(1))
    with ThreadPoolExecutor(max_workers=6) as crowd:
        asked = [crowd.submit(verified, "pack", signed_pack, []) for _ in range(6)]

    errors = [each.exception() for each in asked]

    assert errors.count(None) >= 1
    assert any(isinstance(error, CheckingBusy) for error in errors)
    assert verified("pack", signed_pack, []).code == 2
