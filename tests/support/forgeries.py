"""What a forger elsewhere would build: packs with everything made anew that no key of ours is needed for, and some with keys of their own."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import stat
import struct
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from asn1crypto import pem
from cryptography.hazmat.primitives.asymmetric import ed25519
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper

import engine
from tests.support.softkey import Softkey
from verifier.tandem_verify import leaf_hash, sha256, unzip
from webapp.domain.evidence import certificates, merkle, pades
from webapp.domain.evidence.authority import OwnClock
from webapp.domain.evidence.signers import LocalSigner

Files = dict[str, bytes]
Body = dict[str, Any]
name = generic.pdf_name
HALF_A_YEAR = timedelta(days=180)


@dataclass(frozen=True)
class Forgery:
    """One forged pack: how it is made from one or two true ones, and which check tells it; `zip` ones are not read at all."""

    make: Callable[[Files, Files], bytes]
    found_by: str

    def __repr__(self) -> str:
        return self.make.__name__


def packed(files: Files, *, more: Iterable[tuple[str, bytes]] = ()) -> bytes:
    """A pack whose manifest fits: whoever forges one makes that anew as well."""
    listed = {each: sha256(content) for each, content in files.items()
              if each not in {"manifest.json", "verify.html", "tandem_verify.py"}}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        manifest = json.dumps({"v": 1, "files": listed}).encode()
        for each, content in [*{**files, "manifest.json": manifest}.items(), *more]:
            pack.writestr(each, content)
    return out.getvalue()


# --- on the PDF -----------------------------------------------------------------------------------------------------

def revised(pdf: bytes, change: Callable[[IncrementalPdfFileWriter, generic.DictionaryObject], None]) -> bytes:
    """One more revision, in which the first page is changed."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page = writer.find_page_for_modification(0)[0].get_object()
    change(writer, page)
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def overlaid(pdf: bytes) -> bytes:
    """Another sum printed over the page, as a viewer's editor would save it."""
    def paint(writer: IncrementalPdfFileWriter, page: generic.DictionaryObject) -> None:
        stream = writer.add_object(generic.StreamObject(stream_data=b"q 1 0 0 rg 72 600 200 40 re f Q"))
        contents = page.raw_get("/Contents")
        page["/Contents"] = generic.ArrayObject([*(contents if isinstance(contents, generic.ArrayObject) else [contents]), stream])
    return revised(pdf, paint)


def annotated(pdf: bytes) -> bytes:
    """A note stuck over the text."""
    def stick(writer: IncrementalPdfFileWriter, page: generic.DictionaryObject) -> None:
        note = generic.DictionaryObject({
            name("/Type"): name("/Annot"), name("/Subtype"): name("/FreeText"), name("/Contents"): generic.TextStringObject("RMB 1"),
            name("/Rect"): generic.ArrayObject([generic.NumberObject(n) for n in (72, 600, 272, 640)])})
        page["/Annots"] = generic.ArrayObject([*page.get("/Annots", []), writer.add_object(note)])
    return revised(pdf, stick)


def replaced(pdf: bytes) -> bytes:
    """The shadow attack: the page shows other contents, which lay in the file or came with the revision."""
    def swap(writer: IncrementalPdfFileWriter, page: generic.DictionaryObject) -> None:
        page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    return revised(pdf, swap)


def redrawn(pdf: bytes) -> bytes:
    """Another name painted where somebody's signature shows."""
    def paint(writer: IncrementalPdfFileWriter, _page: generic.DictionaryObject) -> None:
        for _field, _value, reference in fields.enumerate_sig_fields(PdfFileReader(io.BytesIO(pdf)), filled_status=True):
            widget = writer.get_object(generic.Reference(reference.idnum, reference.generation, writer))
            if "/AP" in widget:
                stream = generic.StreamObject(stream_data=b"q 1 0 0 rg 0 0 90 20 re f Q", dict_data={
                    name("/Type"): name("/XObject"), name("/Subtype"): name("/Form"),
                    name("/BBox"): generic.ArrayObject([generic.NumberObject(n) for n in (0, 0, 90, 20)])})
                widget["/AP"] = generic.DictionaryObject({name("/N"): writer.add_object(stream)})
                writer.update_container(widget)
    return revised(pdf, paint)


def with_a_field_more(pdf: bytes) -> bytes:
    """One more place to sign, large over the text, that nobody signed."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    fields.append_signature_field(writer, fields.SigFieldSpec("customer-9", on_page=0, box=(72, 500, 500, 760)))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def closed_by_a_stranger(pdf: bytes) -> bytes:
    """A revision more, and over all of it the time-stamp of a clock of the forger's."""
    clock = _keys("时间戳机构")[1]
    out = io.BytesIO(with_a_field_more(pdf))
    done = PdfTimeStamper(clock, field_name="archive-2").timestamp_pdf(IncrementalPdfFileWriter(out), "sha256", bytes_reserved=20_000)
    return bytes(done.getbuffer())


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


def _keys(organisation: str) -> tuple[certificates.Issued, OwnClock]:
    at = engine.now() - 2 * HALF_A_YEAR
    root = certificates.new_authority(organisation, at=at, lasts=timedelta(days=7300))
    clock = certificates.issue_clock(root, organisation, at=at, lasts=timedelta(days=7300))
    return root, OwnClock(clock, root.certificate)


def signed_anew(files: Files, *, document: str = "", at: datetime | None = None) -> Files:
    """The same people and words under a root of the same name, with the forger's keys, at the time on record unless told."""
    offset = engine.clock_offset()
    at = at or next(datetime.fromisoformat(body["at"]) for body in bodies_of(files) if facts_of(body, "evidence.signed"))
    root, clock = _keys("Tandem 同行")
    pdf = files["base.pdf"]
    more: Files = {}
    try:
        engine.turn_clock(at - (engine.now() - offset))
        for slot, who in (("customer", "客户代表"), ("company", "lead 的名字")):
            once = certificates.issue_once(root, who, "Tandem 同行", document_sha256=document or sha256(files["base.pdf"]), at=engine.now())
            pdf = pades.sign(pdf, pades.Mark(slot, who, "…"), LocalSigner(once), chain=[root.certificate], clock=clock)
            more[f"certificates/{slot}.pem"] = certificates.pem(certificates.der(once.certificate))
        revoked = certificates.revocation_list(root, [], at=engine.now())
        der = certificates.der(root.certificate)
        pdf = pades.archive(pdf, certificates=[der], revocation_lists=[revoked], clock=clock)
    finally:
        engine.turn_clock(offset)
    return {**files, **more, "signed.pdf": pdf, "certificates/root.pem": certificates.pem(der)}


# --- on the log -----------------------------------------------------------------------------------------------------

def bodies_of(files: Files) -> list[Body]:
    return [json.loads(entry["body"]) for entry in json.loads(files["log.json"])["entries"]]


def facts_of(body: Body, kind: str) -> list[Body]:
    return [facts for each, _element, facts in body["told"] if each == kind]


def logged_anew(files: Files, change: Callable[[Body], Any] = len) -> Files:
    """A whole log of the forger's own, signed by a key of their own: only a comparison of keys tells that it is not ours."""
    log, leaves, prev = json.loads(files["log.json"]), [], ""
    for number, entry in enumerate(log["entries"]):
        body = json.loads(entry["body"])
        change(body)
        entry["body"], entry["number"] = merkle.canonical({**body, "prev": prev}).decode(), number
        leaves.append(leaf_hash(base64.b64decode(entry["salt"]), entry["body"].encode()))
        prev = leaves[-1].hex()
    tree = merkle.Tree(leaves)
    for entry in log["entries"]:
        entry["proof"] = [base64.b64encode(step).decode() for step in merkle.inclusion(tree.at, entry["number"], tree.size)]
    log["heads"] = []
    key = ed25519.Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    origin, _size, _root, when = files["head.txt"].decode().split("\n")[:4]
    text = f"{origin}\n{tree.size}\n{base64.b64encode(tree.root()).decode()}\n{when}\n"
    known_as = hashlib.sha256(origin.encode() + b"\n\x01" + public).digest()[:4]
    note = f"{text}\n— {origin} {base64.b64encode(known_as + key.sign(text.encode())).decode()}\n"
    return {**files, "log.json": json.dumps(log).encode(), "head.txt": note.encode(), "log.pub": base64.b64encode(public)}


def entries_changed(files: Files, change: Callable[[list[dict[str, Any]]], Any]) -> Files:
    log = json.loads(files["log.json"])
    change(log["entries"])
    return {**files, "log.json": json.dumps(log).encode()}


def _fitting(files: Files) -> Callable[[Body], None]:
    """Let the record speak of the files that are there now."""
    def fit(body: Body) -> None:
        for facts in facts_of(body, "evidence.signed"):
            facts["certificate_sha256"] = sha256(pem.unarmor(files[f"certificates/{facts['slot']}.pem"])[2])
        for facts in facts_of(body, "evidence.sealed"):
            facts["file_sha256"] = sha256(files["signed.pdf"])
    return fit


# --- the forged packs -----------------------------------------------------------------------------------------------

def another_documents_pdf(files: Files, other: Files) -> bytes:
    return packed({**files, "signed.pdf": other["signed.pdf"]})


def another_documents_log(files: Files, other: Files) -> bytes:
    return packed({**files, "log.json": other["log.json"]})


def another_documents_entry(files: Files, other: Files) -> bytes:
    foreign = json.loads(other["log.json"])["entries"][-1]
    return packed(entries_changed(files, lambda entries: entries.append(foreign)))


def the_last_entry_cut_off(files: Files, _other: Files) -> bytes:
    return packed(entries_changed(files, lambda entries: entries.pop()))


def an_entry_left_out(files: Files, _other: Files) -> bytes:
    return packed(entries_changed(files, lambda entries: entries.pop(2)))


def entries_in_another_order(files: Files, _other: Files) -> bytes:
    return packed(entries_changed(files, lambda entries: entries.insert(1, entries.pop(3))))


def another_name_on_record(files: Files, _other: Files) -> bytes:
    def rename(entries: list[dict[str, Any]]) -> None:
        for entry in entries:
            entry["body"] = entry["body"].replace("客户代表", "别的代表")
    return packed(entries_changed(files, rename))


def another_time_in_the_head(files: Files, _other: Files) -> bytes:
    return packed({**files, "head.txt": files["head.txt"].replace(b"time 20", b"time 19")})


def data_edited_under_the_same_hash(files: Files, _other: Files) -> bytes:
    said = json.loads(files["data.json"])
    said["answers"]["draft"]["scope"] = "三条产线"
    return packed({**files, "data.json": json.dumps(said, ensure_ascii=False).encode()})


def other_words_of_consent(files: Files, _other: Files) -> bytes:
    return packed({**files, "consent/customer.txt": "本人未同意任何内容".encode()})


def the_root_of_a_look_alike(files: Files, _other: Files) -> bytes:
    return packed(signed_anew(files))


def another_root(files: Files, _other: Files) -> bytes:
    return packed({**files, "certificates/root.pem": certificates.pem(certificates.der(_keys("Tandem 同行")[0].certificate))})


def a_certificate_of_another_document(files: Files, _other: Files) -> bytes:
    forged = signed_anew(files, document="ab" * 32)
    return packed(logged_anew(forged, _fitting(forged)))


def signed_at_another_time(files: Files, _other: Files) -> bytes:
    forged = signed_anew(files, at=engine.now() - timedelta(days=20))
    return packed(logged_anew(forged, _fitting(forged)))


def one_mailbox_for_both_sides(files: Files, _other: Files) -> bytes:
    def unite(body: Body) -> None:
        for facts in facts_of(body, "evidence.signed"):
            facts["email_sha256"] = "ab" * 32
    return packed(logged_anew(files, unite))


def a_signer_who_was_forgotten(files: Files, _other: Files) -> bytes:
    def ask(body: Body) -> None:
        for facts in facts_of(body, "evidence.signed"):
            facts["slots"] = [*facts["slots"], "customer-2"]
    return packed(logged_anew(files, ask))


def a_version_that_was_voided(files: Files, _other: Files) -> bytes:
    def void(body: Body) -> None:
        if facts_of(body, "confirmation.completed"):
            body["told"].append(["evidence.voided", None, {"envelope_id": body["envelope"], "reason": "edited"}])
    return packed(logged_anew(files, void))


def a_passkey_that_never_answered(files: Files, _other: Files) -> bytes:
    def claim(body: Body) -> None:
        for facts in facts_of(body, "evidence.signed"):
            facts["identified_by"] = "passkey"
    return packed(logged_anew(files, claim))


def a_passkeys_answer_edited(_files: Files, other: Files) -> bytes:
    """Its owner is said to have been seen by another device."""
    proof = json.loads(other["passkeys/company.json"])
    proof["origin"] = "https://elsewhere.example"
    changed = {**other, "passkeys/company.json": json.dumps(proof).encode()}

    def fit(body: Body) -> None:
        for facts in facts_of(body, "evidence.signed"):
            if facts["slot"] == "company":
                facts["assertion_sha256"] = sha256(changed["passkeys/company.json"])
    return packed(logged_anew(changed, fit))


def a_passkeys_answer_for_other_words(_files: Files, other: Files) -> bytes:
    """The answer is true, and the record speaks of another consent."""
    def swap(body: Body) -> None:
        for facts in facts_of(body, "evidence.signed"):
            facts["consent_sha256"] = sha256(b"other words")
    words = {name: b"other words" for name in other if name.startswith("consent/")}
    return packed(logged_anew({**other, **words}, swap))


def a_passkeys_signature_of_another_key(_files: Files, other: Files) -> bytes:
    proof = json.loads(other["passkeys/company.json"])
    proof["public_key"] = base64.urlsafe_b64encode(Softkey().cose).decode().rstrip("=")
    changed = {**other, "passkeys/company.json": json.dumps(proof).encode()}

    def fit(body: Body) -> None:
        for facts in facts_of(body, "evidence.signed"):
            if facts["slot"] == "company":
                facts["assertion_sha256"] = sha256(changed["passkeys/company.json"])
    return packed(logged_anew(changed, fit))


def _pdf(change: Callable[[bytes], bytes], found_by: str = "final") -> Forgery:
    def make(files: Files, _other: Files) -> bytes:
        return packed({**files, "signed.pdf": change(files["signed.pdf"])})
    make.__name__ = f"pdf_{change.__name__}"
    return Forgery(make, found_by)


def a_file_that_no_manifest_names(files: Files, _other: Files) -> bytes:
    return packed(files, more=[("extra.txt", b"...")])


def a_paper_that_nobody_signed(files: Files, _other: Files) -> bytes:
    return packed({**files, "special_terms.pdf": files["base.pdf"]})


def a_name_that_reads_backwards(files: Files, _other: Files) -> bytes:
    return packed({**files, "consent/\u202efdp.txt": b"..."})


def a_certificate_of_nobody(files: Files, _other: Files) -> bytes:
    return packed({**files, "certificates/witness.pem": files["certificates/root.pem"]})


def a_name_twice_in(file: str) -> Forgery:
    """Of two values under one name one reader takes the first and another the last."""
    def make(files: Files, _other: Files) -> bytes:
        said = files[file].decode()
        key = next(iter(json.loads(said)))
        return packed({**files, file: f'{{"{key}": {{}}, {said[1:]}'.encode()})
    make.__name__ = f"a_name_twice_in_{file}"
    return Forgery(make, "readable")


def another_hash_printed_in_the_data(files: Files, _other: Files) -> bytes:
    said = json.loads(files["data.json"])
    return packed({**files, "data.json": json.dumps({**said, "document": {**said["document"], "hash_of_data": "0" * 64}}).encode()})


def another_address_of_its_page(files: Files, _other: Files) -> bytes:
    """Whoever looks the paper up is led to a page of the forger's."""
    said = json.loads(files["data.json"])
    page = f"https://elsewhere.example/verify/{said['document']['hash_of_data'][:32]}"
    return packed({**files, "data.json": json.dumps({**said, "document": {**said["document"], "verify": page}}).encode()})


def a_link_instead_of_a_file(files: Files, _other: Files) -> bytes:
    """Whoever unpacks it gets a link to wherever the forger likes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed(files))) as pack, zipfile.ZipFile(out, "w") as linked:
        for row in pack.infolist():
            content = pack.read(row)
            row.external_attr = (stat.S_IFLNK | 0o777) << 16 if row.filename == "verify.html" else row.external_attr
            linked.writestr(row, content)
    return out.getvalue()


def a_name_that_climbs_out(files: Files, _other: Files) -> bytes:
    return packed({**files, "../../startup.py": b"print('hello')"})


def a_name_from_the_root(files: Files, _other: Files) -> bytes:
    return packed({**files, "/etc/startup.py": b"print('hello')"})


def a_name_twice(files: Files, _other: Files) -> bytes:
    pack = packed({**files, "signed.pdg": files["base.pdf"]})
    return pack.replace(b"signed.pdg", b"signed.pdf")


def something_before_the_pack(files: Files, _other: Files) -> bytes:
    return b"%PDF-1.7\n" + packed(files)


def something_behind_the_pack(files: Files, other: Files) -> bytes:
    return packed(files) + packed(other)[:200]


def two_packs_in_one(files: Files, other: Files) -> bytes:
    """Some readers take the first, some the last."""
    return packed(other) + packed(files)


def a_pack_that_never_ends(_files: Files, _other: Files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("log.json", bytes(220 * 1024 * 1024))
    return out.getvalue()


def a_size_that_lies(files: Files, _other: Files) -> bytes:
    """The directory says ten bytes; what unpacks is more."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for each, content in files.items():
            pack.writestr(each, content)
    content = out.getvalue()
    at = content.rindex(b"PK\x01\x02")
    return content[:at + 24] + struct.pack("<I", 10) + content[at + 28:]


FORGERIES = (
    *(_pdf(change) for change in (overlaid, annotated, replaced, redrawn, with_a_field_more, closed_by_a_stranger, truncated,
                                  padding_flipped)),
    Forgery(another_documents_pdf, "document"), Forgery(another_documents_log, "inclusion"),
    Forgery(another_documents_entry, "inclusion"),
    Forgery(the_last_entry_cut_off, "final"), Forgery(an_entry_left_out, "chain"), Forgery(entries_in_another_order, "chain"),
    Forgery(another_name_on_record, "inclusion"), Forgery(another_time_in_the_head, "head"),
    Forgery(data_edited_under_the_same_hash, "data"), Forgery(other_words_of_consent, "consent"),
    Forgery(the_root_of_a_look_alike, "certificate"), Forgery(another_root, "pades"),
    Forgery(a_certificate_of_another_document, "once"), Forgery(signed_at_another_time, "time"),
    Forgery(one_mailbox_for_both_sides, "people"), Forgery(a_signer_who_was_forgotten, "slots"),
    Forgery(a_version_that_was_voided, "void"), Forgery(a_passkey_that_never_answered, "passkey"),
    *(Forgery(make, "passkey") for make in (a_passkeys_answer_edited, a_passkeys_answer_for_other_words,
                                            a_passkeys_signature_of_another_key)),
    Forgery(a_file_that_no_manifest_names, "manifest"), Forgery(another_hash_printed_in_the_data, "data"),
    Forgery(another_address_of_its_page, "data"),
    *(Forgery(make, "belongs") for make in (a_paper_that_nobody_signed, a_name_that_reads_backwards, a_certificate_of_nobody)),
    a_name_twice_in("data.json"), a_name_twice_in("log.json"), Forgery(a_link_instead_of_a_file, "zip"),
    Forgery(a_name_that_climbs_out, "zip"), Forgery(a_name_from_the_root, "zip"), Forgery(a_name_twice, "zip"),
    Forgery(something_before_the_pack, "zip"), Forgery(something_behind_the_pack, "zip"), Forgery(two_packs_in_one, "zip"),
    Forgery(a_pack_that_never_ends, "zip"), Forgery(a_size_that_lies, "zip"),
)
IN_THE_PDF_ALONE = {"certificate", "pades", "once", "time"}
"""What the page without libraries says that it does not check."""


def read(pack: bytes) -> Files:
    """The files of a true pack, to begin with."""
    return unzip(pack)
