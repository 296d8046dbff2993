"""Forgeries that live between two readers: what a verifier passes over, another program or a person may take for the truth."""

from __future__ import annotations

import base64
import io
import json
import struct
import unicodedata
import zipfile
from collections.abc import Callable
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.support.forgeries import (
    Body,
    Files,
    Forgery,
    entries_changed,
    facts_of,
    logged_anew,
    name,
    packed,
    revised,
)
from tests.support.softkey import Softkey
from verifier.tandem_verify import data_hash, leaf_hash
from webapp.domain.evidence import merkle

# --- what lies in the pack and is not what it is called -------------------------------------------------------------


def a_certificate_beside_the_one_on_record(files: Files, other: Files) -> bytes:
    """Whoever opens the file of the signer's certificate sees somebody else's."""
    return packed({**files, "certificates/customer.pem": other["certificates/customer.pem"]})


def a_certificate_taken_out(files: Files, _other: Files) -> bytes:
    return packed({each: content for each, content in files.items() if each != "certificates/customer.pem"})


def certificates_exchanged(files: Files, _other: Files) -> bytes:
    return packed({**files, "certificates/customer.pem": files["certificates/company.pem"],
                   "certificates/company.pem": files["certificates/customer.pem"]})


def a_second_root_behind_the_first(files: Files, other: Files) -> bytes:
    """openssl believes every certificate in the file, a verifier that reads one compares the first."""
    return packed({**files, "certificates/root.pem": files["certificates/root.pem"] + other["certificates/customer.pem"]})


def a_root_with_a_remark(files: Files, _other: Files) -> bytes:
    return packed({**files, "certificates/root.pem": b"Issued by the ministry\n" + files["certificates/root.pem"]})


def a_passkeys_answer_that_nobody_asked_for(files: Files, other: Files) -> bytes:
    """The customer had signed by a code; the pack boasts of a passkey."""
    return packed({**files, "passkeys/customer.json": other["passkeys/company.json"]})


def words_under_the_heads_signature(files: Files, _other: Files) -> bytes:
    return packed({**files, "head.txt": files["head.txt"] + "本签署已作废\n".encode()})


def a_second_signature_under_the_head(files: Files, _other: Files) -> bytes:
    return packed({**files, "head.txt": files["head.txt"] + "— ministry.example AAAA\n".encode()})


# --- what the log says, written so that somebody reads it otherwise -------------------------------------------------


def a_remark_beside_an_entry(files: Files, _other: Files) -> bytes:
    return packed(entries_changed(files, lambda entries: entries[0].update(remark="withdrawn")))


def a_remark_beside_the_log(files: Files, _other: Files) -> bytes:
    return packed({**files, "log.json": json.dumps({**json.loads(files["log.json"]), "withdrawn": True}).encode()})


def another_edition_of_the_log(files: Files, _other: Files) -> bytes:
    return packed({**files, "log.json": json.dumps({**json.loads(files["log.json"]), "v": 2}).encode()})


def a_remark_beside_the_manifest(files: Files, _other: Files) -> bytes:
    pack = packed(files)
    said = json.loads(zipfile.ZipFile(io.BytesIO(pack)).read("manifest.json"))
    return _repacked(pack, {"manifest.json": json.dumps({**said, "certified": "ministry.example"}).encode()})


def a_salt_that_swallows_the_beginning(files: Files, _other: Files) -> bytes:
    """Salt and body are hashed in one run: what is moved from one to the other leaves the leaf as it was."""
    def shift(entries: list[dict[str, Any]]) -> None:
        salt, body = base64.b64decode(entries[0]["salt"]), entries[0]["body"].encode()
        entries[0].update(salt=base64.b64encode(salt + body[:1]).decode(), body=body[1:].decode())
    return packed(entries_changed(files, shift))


def a_longer_salt(files: Files, _other: Files) -> bytes:
    """A log of the forger's own whose leaves leave room for two readings."""
    log = json.loads(logged_anew(files)["log.json"])
    for entry in log["entries"]:
        entry["salt"] = base64.b64encode(base64.b64decode(entry["salt"]) + b"{").decode()
    return packed(logged_anew({**files, "log.json": json.dumps(log).encode()}))


def letters_between_the_proofs(files: Files, _other: Files) -> bytes:
    """One decoder leaves out what is no base64, another stops at it."""
    def spread(entries: list[dict[str, Any]]) -> None:
        entries[0]["salt"] = "*".join(entries[0]["salt"])
    return packed(entries_changed(files, spread))


def an_entry_that_stands_twice(files: Files, _other: Files) -> bytes:
    return packed(entries_changed(files, lambda entries: entries.insert(1, entries[0])))


def an_entry_numbered_below_zero(files: Files, _other: Files) -> bytes:
    return packed(entries_changed(files, lambda entries: entries[0].update(number=entries[0]["number"] - 4096)))


def an_entry_numbered_by_a_word(files: Files, _other: Files) -> bytes:
    return packed(entries_changed(files, lambda entries: entries[0].update(number=str(entries[0]["number"]))))


def a_head_of_another_log_among_the_earlier_ones(files: Files, _other: Files) -> bytes:
    log = json.loads(files["log.json"])
    log["heads"] = [{"head": logged_anew(files)["head.txt"].decode(), "proof": []}]
    return packed({**files, "log.json": json.dumps(log).encode()})


def a_proof_cut_short(files: Files, _other: Files) -> bytes:
    return packed(entries_changed(files, lambda entries: entries[0]["proof"].pop()))


def a_proof_with_a_step_more(files: Files, _other: Files) -> bytes:
    return packed(entries_changed(files, lambda entries: entries[0]["proof"].append(entries[0]["proof"][0])))


def a_node_passed_off_as_an_erased_entry(files: Files, _other: Files) -> bytes:
    """An inner node of the tree stands for all that is below it: four entries would be gone at once."""
    def fold(entries: list[dict[str, Any]]) -> None:
        first = entries[0]
        leaf = leaf_hash(base64.b64decode(first["salt"]), first["body"].encode())
        pair = [leaf, base64.b64decode(first["proof"][0])]
        node = merkle.node_hash(*(pair if first["number"] % 2 == 0 else pair[::-1]))
        entries[0] = {"number": first["number"], "proof": first["proof"][1:], "leaf": base64.b64encode(node).decode()}
    return packed(entries_changed(files, fold))


def sides_exchanged(files: Files, _other: Files) -> bytes:
    """The customer's signature is said to be the firm's, and the other way round."""
    def exchange(body: Body) -> None:
        for facts in facts_of(body, "evidence.signed"):
            facts["side"] = {"customer": "company", "company": "customer"}[facts["side"]]
    return packed(logged_anew(files, exchange))


def a_record_of_another_version(files: Files, _other: Files) -> bytes:
    """One signed version 1, the other is said to have signed version 2."""
    def raise_one(body: Body) -> None:
        for facts in facts_of(body, "evidence.signed"):
            facts["version"] += facts["side"] == "company"
    return packed(logged_anew(files, raise_one))


def a_record_of_another_paper(files: Files, _other: Files) -> bytes:
    def rename(body: Body) -> None:
        for facts in facts_of(body, "evidence.signed"):
            facts["title"] = "无条件付款承诺书"
    return packed(logged_anew(files, rename))


def a_record_that_ends_before_the_last_signature(files: Files, _other: Files) -> bytes:
    """One signature would be enough, if nobody asks who had to sign."""
    return packed(entries_changed(files, lambda entries: [
        entries.remove(each) for each in list(entries) if '"slot":"company"' in each["body"]]))


def a_passkey_of_the_forgers_own(_files: Files, other: Files) -> bytes:
    """Key, answer and signature fit each other and this paper; the record had another answer."""
    proof, key = json.loads(other["passkeys/company.json"]), Softkey()
    answer = json.loads(key.signed({"challenge": proof["challenge"]}))["response"]
    public = base64.urlsafe_b64encode(key.cose).decode().rstrip("=")
    return packed({**other, "passkeys/company.json": json.dumps({**proof, **answer, "public_key": public}).encode()})


# --- what the data says ---------------------------------------------------------------------------------------------


def data_normalised_otherwise(files: Files, _other: Files) -> bytes:
    """The letters look alike and are others."""
    said = json.loads(files["data.json"])
    said["answers"]["draft"]["scope"] = unicodedata.normalize("NFKD", "两条柔性产线（ｖ２）é")
    return packed({**files, "data.json": json.dumps(said, ensure_ascii=False).encode()})


def a_name_twice_by_another_spelling(files: Files, _other: Files) -> bytes:
    said = files["data.json"].decode()
    return packed({**files, "data.json": ('{"\\u0061nswers": {}, ' + said.lstrip()[1:]).encode()})


def a_number_hidden_in_a_text(files: Files, _other: Files) -> bytes:
    r"""A text that begins with \u0000 is what one reader marks numbers with."""
    return packed({**files, "data.json": _hidden(files, "1")})


def an_answer_hidden_in_a_text(files: Files, _other: Files) -> bytes:
    """Half of what was signed is gone for whoever reads the data, and comes back for whoever hashes it."""
    answers = merkle.canonical(json.loads(files["data.json"])["answers"]).decode()
    said = {**json.loads(files["data.json"]), "answers": "\0" + answers}
    return packed({**files, "data.json": json.dumps(said, ensure_ascii=False).encode()})


def said_anew(files: Files, change: Callable[[Body], Any]) -> Files:
    """A pack whole in itself whose data says something else: what its firm would make, with a log of its own."""
    said = json.loads(files["data.json"])
    said["document"] = {each: value for each, value in said["document"].items() if each not in ("hash_of_data", "verify")} | {"site": ""}
    change(said)
    data = json.dumps(said, ensure_ascii=False).encode()

    def fit(body: Body) -> None:
        for facts in facts_of(body, "evidence.signed"):
            facts.update(version=said["document"]["version"], data_sha256=data_hash(data))
    return logged_anew({**files, "data.json": data}, fit)


def _hidden(files: Files, version: str) -> bytes:
    said = json.loads(files["data.json"])
    said["document"]["version"] = "\0" + version
    return json.dumps(said, ensure_ascii=False).encode()


def data_in_another_alphabet(files: Files, _other: Files) -> bytes:
    """UTF-16: some readers guess it, some show signs without sense."""
    return packed({**files, "data.json": files["data.json"].decode().encode("utf-16")})


# --- what one unzips and another does not ---------------------------------------------------------------------------


def _rows(pack: bytes) -> list[zipfile.ZipInfo]:
    return zipfile.ZipFile(io.BytesIO(pack)).infolist()


def _repacked(pack: bytes, other: Files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(pack)) as old, zipfile.ZipFile(out, "w") as new:
        for row in old.infolist():
            new.writestr(row.filename, other.get(row.filename, old.read(row)))
    return out.getvalue()


def a_file_between_the_files(files: Files, _other: Files) -> bytes:
    """No directory names it; whoever reads a zip from its beginning unpacks it."""
    pack, row = packed(files), b"special_terms.pdf"
    hidden = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 0, 0, 0, zipfile.crc32(b"x"), 1, 1, len(row), 0) + row + b"x"
    begins = struct.unpack("<I", pack[-6:-2])[0]
    return pack[:begins] + hidden + pack[begins:-6] + struct.pack("<I", begins + len(hidden)) + pack[-2:]


def two_names_for_one_place(files: Files, _other: Files) -> bytes:
    """The directory leads to the same bytes twice, so one of the files is not there."""
    pack = bytearray(packed({**files, "base.pdf": files["base.pdf"]}))
    rows = {row.filename: row.header_offset for row in _rows(bytes(pack))}
    at = bytes(pack).index(b"signed.pdf", struct.unpack("<I", pack[-6:-2])[0]) - 46
    pack[at + 42:at + 46] = struct.pack("<I", rows["base.pdf"])
    return bytes(pack)


def _local(field: int, value: bytes) -> Callable[[Files, Files], bytes]:
    def make(files: Files, _other: Files) -> bytes:
        pack = bytearray(packed(files))
        at = next(row.header_offset for row in _rows(bytes(pack)) if row.filename == "signed.pdf")
        pack[at + field:at + field + len(value)] = value
        return bytes(pack)
    make.__name__ = f"a_file_head_that_says_other_than_the_directory_at_{field}"
    return make


def another_name_in_unicode(files: Files, _other: Files) -> bytes:
    """The field for names in Unicode: whoever minds it unpacks the file under another name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed(files))) as old, zipfile.ZipFile(out, "w") as new:
        for row in old.infolist():
            fresh = zipfile.ZipInfo(row.filename)
            if row.filename == "signed.pdf":
                said = struct.pack("<BI", 1, zipfile.crc32(b"signed.pdf")) + b"draft.pdf"
                fresh.extra = struct.pack("<HH", 0x7075, len(said)) + said
            new.writestr(fresh, old.read(row))
    return out.getvalue()


def a_remark_in_the_directory(files: Files, _other: Files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed(files))) as old, zipfile.ZipFile(out, "w") as new:
        for row in old.infolist():
            fresh = zipfile.ZipInfo(row.filename)
            fresh.comment = "已作废".encode() if row.filename == "signed.pdf" else b""
            new.writestr(fresh, old.read(row))
    return out.getvalue()


def a_file_under_a_password(files: Files, _other: Files) -> bytes:
    pack = bytearray(packed(files))
    for signature, field in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = bytes(pack).index(signature)
        pack[at + field] |= 1
    return bytes(pack)


# --- on the PDF -----------------------------------------------------------------------------------------------------


def _in_the_root(pdf: bytes, change: Callable[[IncrementalPdfFileWriter, generic.DictionaryObject], None]) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer, writer.root)
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_a_script(pdf: bytes) -> bytes:
    """Something runs when it is opened."""
    def add(writer: IncrementalPdfFileWriter, root: generic.DictionaryObject) -> None:
        root["/OpenAction"] = generic.DictionaryObject({
            name("/S"): name("/JavaScript"), name("/JS"): generic.TextStringObject("app.alert('RMB 1')")})
    return _in_the_root(pdf, add)


def with_an_attachment(pdf: bytes) -> bytes:
    def add(writer: IncrementalPdfFileWriter, root: generic.DictionaryObject) -> None:
        file = writer.add_object(generic.StreamObject(stream_data=b"...", dict_data={name("/Type"): name("/EmbeddedFile")}))
        told = writer.add_object(generic.DictionaryObject({
            name("/Type"): name("/Filespec"), name("/F"): generic.TextStringObject("terms.pdf"),
            name("/EF"): generic.DictionaryObject({name("/F"): file})}))
        root["/Names"] = generic.DictionaryObject({name("/EmbeddedFiles"): generic.DictionaryObject({
            name("/Names"): generic.ArrayObject([generic.TextStringObject("terms.pdf"), told])})})
    return _in_the_root(pdf, add)


def with_a_form_of_its_own(pdf: bytes) -> bytes:
    """XFA: some viewers draw it in place of the pages."""
    def add(writer: IncrementalPdfFileWriter, root: generic.DictionaryObject) -> None:
        root["/AcroForm"]["/XFA"] = writer.add_object(generic.StreamObject(stream_data=b"<xdp:xdp/>"))
        writer.update_container(root["/AcroForm"])
    return _in_the_root(pdf, add)


def with_other_pages(pdf: bytes) -> bytes:
    """The catalogue leads to another tree of pages."""
    def add(writer: IncrementalPdfFileWriter, root: generic.DictionaryObject) -> None:
        page = generic.DictionaryObject({name("/Type"): name("/Page"), name("/MediaBox"): generic.ArrayObject(
            [generic.NumberObject(n) for n in (0, 0, 595, 842)])})
        root["/Pages"] = writer.add_object(generic.DictionaryObject({
            name("/Type"): name("/Pages"), name("/Count"): generic.NumberObject(1),
            name("/Kids"): generic.ArrayObject([writer.add_object(page)])}))
    return _in_the_root(pdf, add)


def with_a_page_turned(pdf: bytes) -> bytes:
    return revised(pdf, lambda _writer, page: page.update({name("/Rotate"): generic.NumberObject(180)}))


def with_a_page_cropped(pdf: bytes) -> bytes:
    """What stood at the foot of the page is not shown."""
    return revised(pdf, lambda _writer, page: page.update({name("/CropBox"): generic.ArrayObject(
        [generic.NumberObject(n) for n in (0, 500, 595, 842)])}))


def with_something_behind_the_end(pdf: bytes) -> bytes:
    return pdf + b"\n% RMB 1\n%%EOF\n"


def with_something_before_the_beginning(pdf: bytes) -> bytes:
    return b"#!/bin/sh\n" + pdf


def with_a_signature_emptied(pdf: bytes) -> bytes:
    """The place of the firm's signature holds nothing any more."""
    def empty(writer: IncrementalPdfFileWriter, root: generic.DictionaryObject) -> None:
        for each in root["/AcroForm"]["/Fields"]:
            field = each.get_object()
            if field.get("/T") == "company":
                field.pop("/V", None)
                writer.update_container(field)
    return _in_the_root(pdf, empty)


def with_a_signature_moved(pdf: bytes) -> bytes:
    """The customer's field carries the firm's signature."""
    def move(writer: IncrementalPdfFileWriter, root: generic.DictionaryObject) -> None:
        found = {each.get_object()["/T"]: each.get_object() for each in root["/AcroForm"]["/Fields"]}
        found["customer"]["/V"] = found["company"].raw_get("/V")
        writer.update_container(found["customer"])
    return _in_the_root(pdf, move)


def _pdf(change: Callable[[bytes], bytes]) -> Forgery:
    def make(files: Files, _other: Files) -> bytes:
        return packed({**files, "signed.pdf": change(files["signed.pdf"])})
    make.__name__ = f"pdf_{change.__name__}"
    return Forgery(make, "final")


def an_end_from_another_paper(files: Files, other: Files) -> bytes:
    """The bytes that one paper got behind its pages, behind those of another."""
    start = json.loads(other["log.json"])
    length = next(facts["length"] for each in start["entries"] for facts in facts_of(json.loads(each["body"]), "evidence.signed"))
    return packed({**files, "signed.pdf": files["base.pdf"] + other["signed.pdf"][length:]})


DISGUISES = (
    *(Forgery(make, "certificates") for make in (a_certificate_beside_the_one_on_record, a_certificate_taken_out, certificates_exchanged)),
    *(Forgery(make, "readable") for make in (a_second_root_behind_the_first, a_root_with_a_remark)),
    Forgery(a_passkeys_answer_that_nobody_asked_for, "belongs"),
    *(Forgery(make, "head") for make in (words_under_the_heads_signature, a_second_signature_under_the_head)),
    *(Forgery(make, "readable") for make in (a_remark_beside_an_entry, a_remark_beside_the_log, another_edition_of_the_log,
                                             a_remark_beside_the_manifest, a_salt_that_swallows_the_beginning, a_longer_salt,
                                             letters_between_the_proofs, an_entry_numbered_by_a_word)),
    Forgery(an_entry_that_stands_twice, "chain"), Forgery(an_entry_numbered_below_zero, "inclusion"),
    Forgery(a_head_of_another_log_among_the_earlier_ones, "consistency"),
    *(Forgery(make, "inclusion") for make in (a_proof_cut_short, a_proof_with_a_step_more, a_node_passed_off_as_an_erased_entry)),
    Forgery(sides_exchanged, "certificate"), Forgery(a_record_of_another_version, "data"),
    Forgery(a_record_of_another_paper, "data"), Forgery(a_record_that_ends_before_the_last_signature, "slots"),
    Forgery(a_passkey_of_the_forgers_own, "passkey"),
    *(Forgery(make, "data") for make in (data_normalised_otherwise, a_number_hidden_in_a_text, an_answer_hidden_in_a_text)),
    *(Forgery(make, "readable") for make in (a_name_twice_by_another_spelling, data_in_another_alphabet)),
    *(Forgery(make, "zip") for make in (
        a_file_between_the_files, two_names_for_one_place, _local(6, b"\x08"), _local(8, b"\x08"), _local(14, b"\0\0\0\0"),
        _local(18, b"\x01\0\0\0"), another_name_in_unicode, a_remark_in_the_directory, a_file_under_a_password)),
    *(_pdf(change) for change in (
        with_a_script, with_an_attachment, with_a_form_of_its_own, with_other_pages, with_a_page_turned, with_a_page_cropped,
        with_something_behind_the_end, with_something_before_the_beginning, with_a_signature_emptied, with_a_signature_moved)),
    Forgery(an_end_from_another_paper, "final"),
)
