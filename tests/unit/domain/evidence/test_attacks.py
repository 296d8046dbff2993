"""Everything that was ever tried on a signed PDF: refused, today, tomorrow and in five years."""

import base64
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import pem
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

import engine
from verifier.tandem_verify import Report, Trust, data_hash, leaf_hash, sha256, unzip, verify_pack
from webapp.domain.evidence import certificates, merkle, pades
from webapp.domain.evidence.authority import OwnClock
from webapp.domain.evidence.signers import LocalSigner

Files = dict[str, bytes]


def packed(files: Files) -> bytes:
    """A pack with a manifest that fits: whoever forges one makes that anew as well."""
    listed = {name: sha256(content) for name, content in files.items()
              if name not in {"manifest.json", "verify.html", "tandem_verify.py"}}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        for name, content in {**files, "manifest.json": json.dumps({"v": 1, "files": listed}).encode()}.items():
            pack.writestr(name, content)
    return out.getvalue()


def false(report: Report) -> set[str]:
    return {finding.check for finding in report.findings if finding.state == "false"}


def overlaid(pdf: bytes) -> bytes:
    """Another sum printed over the page, as a viewer's editor would save it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    stream = generic.StreamObject(stream_data=b"q 1 0 0 rg 72 600 200 40 re f Q")
    reference = writer.add_object(stream)
    page, _ = writer.find_page_for_modification(0)
    page = page.get_object()
    contents = page.raw_get("/Contents")
    page["/Contents"] = generic.ArrayObject([*(contents if isinstance(contents, generic.ArrayObject) else [contents]), reference])
    writer.update_container(page)
    return _written(writer)


def annotated(pdf: bytes) -> bytes:
    """A note stuck over the text."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page, _ = writer.find_page_for_modification(0)
    page = page.get_object()
    note = generic.DictionaryObject({
        generic.pdf_name("/Type"): generic.pdf_name("/Annot"), generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText"),
        generic.pdf_name("/Rect"): generic.ArrayObject([generic.NumberObject(n) for n in (72, 600, 272, 640)]),
        generic.pdf_name("/Contents"): generic.TextStringObject("RMB 1")})
    page["/Annots"] = generic.ArrayObject([*page.get("/Annots", []), writer.add_object(note)])
    writer.update_container(page)
    return _written(writer)


def truncated(pdf: bytes) -> bytes:
    """The file as it was when only one had signed."""
    first = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    _zero, _gap, after, rest = first.byte_range
    return pdf[:after + rest]


def padding_flipped(pdf: bytes) -> bytes:
    """One bit in the zeros behind the archive's time-stamp, where no signature looks."""
    stamp = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[-1]
    _zero, gap, _after, _rest = stamp.byte_range
    end = pdf.index(b">", gap)
    return pdf[:end - 1] + b"1" + pdf[end:]


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def signed_by_a_look_alike(files: Files) -> Files:
    """The same people and words under a root of the same name, with the forger's keys."""
    at = engine.now() - timedelta(days=180)
    authority = certificates.new_authority("Tandem 同行", at=at, lasts=timedelta(days=7300))
    clock = OwnClock(certificates.issue_clock(authority, "Tandem 同行", at=at, lasts=timedelta(days=7300)), authority.certificate)
    pdf = files["base.pdf"]
    for slot, name in (("customer", "客户代表"), ("company", "lead 的名字")):
        once = certificates.issue_once(authority, name, "Tandem 同行", document_sha256=sha256(files["base.pdf"]), at=at)
        pdf = pades.sign(pdf, pades.Mark(slot, name, "…"), LocalSigner(once), chain=[authority.certificate], clock=clock)
    root = certificates.der(authority.certificate)
    pdf = pades.archive(pdf, certificates=[root], revocation_lists=[certificates.revocation_list(authority, [], at=engine.now())],
                        clock=clock)
    return {**files, "signed.pdf": pdf, "certificates/root.pem": certificates.pem(root)}


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


def test_a_look_alike_authority_is_found_by_the_certificates_on_record(signed_pack: bytes) -> None:
    report = verify_pack(packed(signed_by_a_look_alike(unzip(signed_pack))))

    assert false(report) == {"certificate", "final"}


def _log(files: Files) -> dict[str, object]:
    return dict(json.loads(files["log.json"]))


def _with_log(files: Files, change: Callable[[list[dict[str, str]]], None]) -> Files:
    log = json.loads(files["log.json"])
    change(log["entries"])
    return {**files, "log.json": json.dumps(log).encode()}


def without_an_entry(files: Files) -> Files:
    return _with_log(files, lambda entries: entries.pop(2))


def without_the_last_entries(files: Files) -> Files:
    return _with_log(files, lambda entries: entries.__delitem__(slice(-1, None)))


def with_another_name(files: Files) -> Files:
    def rename(entries: list[dict[str, str]]) -> None:
        for entry in entries:
            entry["body"] = entry["body"].replace("客户代表", "别的代表")
    return _with_log(files, rename)


def with_another_salt(files: Files) -> Files:
    return _with_log(files, lambda entries: entries[0].update(salt=base64.b64encode(bytes(16)).decode()))


def with_a_log_of_ones_own(files: Files) -> Files:
    """Everything made anew but the head's signature, which only the log's key can make."""
    log = json.loads(files["log.json"])
    for entry in log["entries"]:
        entry["body"] = entry["body"].replace("link+code", "passkey")
    leaves, prev = [], ""
    for number, entry in enumerate(log["entries"]):
        body = json.loads(entry["body"]) | {"prev": prev}
        entry["body"] = merkle.canonical(body).decode()
        leaves.append(leaf_hash(base64.b64decode(entry["salt"]), entry["body"].encode()))
        entry["number"], prev = number, leaves[-1].hex()
    tree = merkle.Tree(leaves)
    for entry in log["entries"]:
        entry["proof"] = [base64.b64encode(step).decode() for step in merkle.inclusion(tree.at, entry["number"], tree.size)]
    lines = files["head.txt"].decode().split("\n")
    lines[1], lines[2] = str(tree.size), base64.b64encode(tree.root()).decode()
    log["heads"] = []
    return {**files, "log.json": json.dumps(log).encode(), "head.txt": "\n".join(lines).encode()}


def with_another_head(files: Files) -> Files:
    return {**files, "head.txt": files["head.txt"].replace(b"time 20", b"time 19")}


def with_another_consent(files: Files) -> Files:
    return {**files, "consent/customer.txt": "本人未同意任何内容".encode()}


def with_other_data(files: Files) -> Files:
    said = json.loads(files["data.json"])
    said["answers"]["draft"]["scope"] = "三条产线"
    return {**files, "data.json": json.dumps(said).encode()}


def with_another_base(files: Files) -> Files:
    return {**files, "base.pdf": overlaid(files["base.pdf"])}


def with_a_stranger_in_it(files: Files) -> Files:
    return {**files, "log.json": b"[]"}


FORGERIES = (without_an_entry, without_the_last_entries, with_another_name, with_another_salt, with_a_log_of_ones_own,
             with_another_head, with_another_consent, with_other_data, with_another_base, with_a_stranger_in_it,
             signed_by_a_look_alike)


@pytest.mark.parametrize("forge", FORGERIES)
def test_a_forged_pack_whose_manifest_fits_is_false(signed_pack: bytes, forge: Callable[[Files], Files]) -> None:
    assert verify_pack(packed(forge(unzip(signed_pack)))).code == 1


def test_a_file_more_than_the_manifest_names_is_false(signed_pack: bytes) -> None:
    out = io.BytesIO(signed_pack)
    with zipfile.ZipFile(out, "a") as pack:
        pack.writestr("extra.txt", "…")

    assert false(verify_pack(out.getvalue())) == {"manifest"}


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04" + b"\0" * 60, b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_pack_is_false_and_no_crash(content: bytes) -> None:
    assert verify_pack(content).code == 1


def test_a_pack_that_would_unpack_without_end_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("log.json", bytes(220 * 1024 * 1024))

    assert false(verify_pack(out.getvalue())) == {"zip"}


def test_the_hash_in_the_footer_covers_all_the_document_says(signed_pack: bytes) -> None:
    data = unzip(signed_pack)["data.json"]

    assert data_hash(data) == json.loads(data)["document"]["hash_of_data"]
