#!/usr/bin/env python3
"""Verify an evidence pack of Tandem · 同行 without Tandem: no network, no account. Chinese and English.

    pip install pyHanko
    python tandem_verify.py PACK.zip [--pin LOGKEY] [--ca FINGERPRINT ...] [--known-head FILE] [--newer PACK.zip] [--pdf FILE]

--pin and --ca take the fingerprints that stand in your contract or in the first mail (--ca also that of a time-stamp
authority's root, as it publishes it); --known-head a tree head that you
kept from an earlier mail; --newer a later pack, to see whether this one is superseded; --pdf another copy of the document.
Exit code 退出码: 0 everything checked and true · 1 something is false · 2 true, but the keys were not compared with yours
· 3 true as far as it was checked, some checks could not run here. What is not checked is always said.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import json
import logging
import os
import re
import stat
import sys
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

MOST_FILES, MOST_BYTES, MOST_WORDS, MOST_SIGNATURES = 300, 200 * 1024 * 1024, 8 * 1024 * 1024, 40
ZIP_BEGINS, ZIP_LISTS, ZIP_ENDS, END_LENGTH = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", 22
ROOT, WITNESS_ROOTS = "certificates/root.pem", "certificates/root-"
LONGEST_LINE, SALT, HASH, KNOWN_AS, SIGNATURE = 1000, 16, 32, 4, 64
CLOCKS_DIFFER_BY = 600  # seconds, between a time on record and the time-stamp that goes with it
DOCUMENT_HASH = "2.25.113029841203847561928374650912837465.1"
IN_EVERY_PACK = {"README.txt", "base.pdf", "data.json", "head.txt", "log.json", "log.pub", "manifest.json", "signed.pdf", "tandem_verify.py",
                 "verify.html", ROOT}
IN_AN_ENTRY = ({"number", "proof", "salt", "body"}, {"number", "proof", "leaf"})
OF_A_WITNESS = re.compile(r"anchors/[\w-]+\.tsr|certificates/root-[\w-]+\.pem", re.ASCII)
ONE_CERTIFICATE = re.compile(rb"-----BEGIN CERTIFICATE-----\n([A-Za-z0-9+/=\n]+)-----END CERTIFICATE-----\n")
NOT_IN_MANIFEST = {"manifest.json", "verify.html", "tandem_verify.py"}
TRUE, FALSE, UNPINNED, SKIPPED, TOLD = "true", "false", "unpinned", "skipped", "told"
SIGNS = {TRUE: "✔", FALSE: "✘", UNPINNED: "？", SKIPPED: "－", TOLD: "·"}
VERDICTS = {
    0: ("核验通过", "Verified"), 1: ("核验不通过", "NOT VERIFIED"),
    2: ("核验通过，但密钥指纹尚未与您手中的比对", "Verified, but the keys were not compared with fingerprints of yours"),
    3: ("已核验的部分均通过，另有未能核验的项目", "True as far as it was checked; some checks could not run here"),
}
SAY = {
    "zip": ("压缩包完整可读：文件不重名、不越界，前后无夹带", "The pack is one whole zip: no name twice, none that leads out of it, nothing before or after"),
    "manifest": ("每个文件都与清单一致，没有多余的文件", "Every file is as the manifest says, and there is no other"),
    "belongs": ("包内只有证据包应有的文件", "The pack holds what belongs in one, and nothing else"),
    "head": ("树头签名有效", "The tree head is signed by the log's key"),
    "pin": ("日志公钥与您给出的指纹一致", "The log's key has the fingerprint you gave"),
    "inclusion": ("每条记录都在该树头的日志中", "Every entry is in the log under this head"),
    "chain": ("本签署的记录按序首尾相连，没有缺漏", "The entries of this signing form one chain, in order and without a gap"),
    "erased": ("该条记录的内容已依法删除，只核对它在日志中的位置", "This entry's content was erased as the law allows; only its place in the log was checked"),
    "consistency": ("日志自更早的树头以来只增不改", "Since the earlier heads the log has only grown"),
    "known": ("您保留的树头是本树头的前身", "The head that you kept is an ancestor of this one"),
    "slots": ("应签的各方都签了，且各签一次", "Everybody who was asked signed, and signed once"),
    "people": ("没有人代表双方签署", "Nobody signed for both sides"),
    "document": ("各方签的是同一份文件，正是本 PDF 的开头部分", "All signed the same document, and this PDF begins with it"),
    "data": ("文件所依据的数据与记录的校验值一致，说的是同一份文件，核验地址由它而来",
             "The data behind the document has the hash on record and is of the same paper; the address of its page follows from it"),
    "consent": ("各方同意的文字与记录一致", "What everybody agreed to is what is on record"),
    "void": ("包内记录没有拒签、作废或取代；此后如何，见对方的核验页",
             "No entry here declines, voids or supersedes it; what came later, the firm's page tells"),
    "void-unknown": ("未核验：是否曾拒签、作废或取代（已删除内容的记录也可能这样说），请见对方的核验页",
                     "Not checked: whether it was declined, voided or superseded (an erased entry may say so); ask the firm's page"),
    "final": ("最终文件的摘要与日志一致", "The closed file has the hash that is in the log"),
    "newer": ("没有更新的版本取代本版本", "No newer version supersedes this one"),
    "ca": ("根证书与您给出的指纹一致", "The root certificate has a fingerprint you gave"),
    "certificates": ("包内的签署证书就是记录中的那几张", "The signers' certificates in the pack are those on record"),
    "aside": ("不是证据：包内的说明与核验工具（可与包一同伪造，请取自对方网站）",
              "No evidence: the instructions and tools in the pack (they may be forged with it; take them from the firm's site)"),
    "count": ("PDF 中的签名与记录中的签署人一一对应", "The PDF carries one signature for every signer on record"),
    "pades": ("PDF 签名有效、可长期验证，且此后无不当改动", "The PDF signature holds for the long term and nothing improper came after it"),
    "certificate": ("证书写明签署人，就是记录中的那一张", "The certificate names the signer and is the one on record"),
    "passkey": ("签署人的通行密钥签的正是这一版本、这份文件与这段同意文字，且核验过本人", "The signer's passkey signed this version, this file and these words, and saw its owner"),
    "time": ("签名的时间戳与记录的签署时间相符", "The time-stamp in the signature is of the time on record"),
    "once": ("一次性证书内含本文件的摘要", "The one-time certificate contains this document's hash"),
    "archive": ("归档时间戳覆盖整个文件", "The archive's time-stamp covers the whole file"),
    "anchor": ("外部时间戳机构为该树头作证，其证书在盖戳时有效", "A time-stamp authority bears witness to this head, with a certificate valid at that time"),
    "witness": ("时间戳机构的根证书与您给出的指纹一致", "The time-stamp authority's root has a fingerprint you gave"),
    "witness-key": ("时间戳机构的根证书，请与该机构公布的指纹比对；不比对，此证明等于没有", "Compare the time-stamp authority's root with what it publishes; without that its witness is worth nothing"),
    "revocation": ("未核验：时间戳机构的证书此后是否被吊销（须联网向该机构查询）", "Not checked: whether the time-stamp authority's certificate was revoked later (ask the authority)"),
    "no-anchor": ("该树头尚无外部时间戳机构的证明", "No time-stamp authority has borne witness to this head yet"),
    "library": ("PDF 签名与时间戳（请先 pip install pyHanko）", "PDF signatures and time-stamps (pip install pyHanko first)"),
    "key": ("请与合同或首封邮件中的指纹比对", "Compare this with the fingerprint in your contract or first mail"),
    "ours": ("日志公钥是本公司的", "The log's key is this firm's"),
    "our-root": ("根证书是本公司的", "The root certificate is this firm's"),
    "signed": ("PDF 中有数字签名", "The PDF carries signatures"),
    "bounds": ("可在真实文件所需的时间与内存之内核验完", "It can be checked within the time and memory that a true file takes"),
    "readable": ("证据包内容可读", "The pack's contents can be read"),
}


@dataclass(frozen=True)
class Finding:
    """One check and how it came out."""

    state: str
    check: str
    detail: str = ""

    def sentence(self, locale: str) -> str:
        """What was checked, in the reader's language."""
        return SAY[self.check][0 if locale.startswith("zh") else 1]


@dataclass
class Report:
    """What was found, in the order of the checks."""

    findings: list[Finding] = field(default_factory=list)
    title: str = ""
    document: str = ""
    """The hash of the signed PDF."""

    def check(self, holds: bool, check: str, detail: object = "") -> bool:
        """Note whether something holds."""
        self.note(TRUE if holds else FALSE, check, detail)
        return bool(holds)

    def note(self, state: str, check: str, detail: object = "") -> None:
        """Note what was not compared or could not run."""
        self.findings.append(Finding(state, check, plain(detail)))

    @property
    def code(self) -> int:
        """The exit code: false outweighs everything, then what could not run, then keys that were not compared."""
        states = {finding.state for finding in self.findings}
        return 1 if FALSE in states else 3 if SKIPPED in states else 2 if UNPINNED in states else 0


@dataclass(frozen=True)
class Trust:
    """What the reader holds against the pack; `at` is the moment of looking, now unless told."""

    pin: str = ""
    roots: tuple[str, ...] = ()
    known_head: str = ""
    newer: bytes = b""
    at: datetime | None = None


class Unreadable(Exception):
    """Bytes that are no pack: not a zip, too large, a file named twice, or something that is no plain file."""


def sha256(content: bytes) -> str:
    """The hash that names bytes."""
    return hashlib.sha256(content).hexdigest()


def plain(said: object) -> str:
    """What a pack says, as a line: signs that move a terminal's cursor or turn a line around are written out, and nothing is endless."""
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in str(said)[:LONGEST_LINE])


def unzip(content: bytes) -> dict[str, bytes]:
    """The files of a pack, read no further than a pack can be large; raises Unreadable.

    Whatever two readers could read differently is refused: one zip from the first byte to the last, every byte of a file
    that the directory names, every name once and inside the pack.
    """
    _require_whole(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as pack:
            rows = pack.infolist()
            _require_good_names([row.filename for row in rows])
            if links := [row.filename for row in rows if stat.S_IFMT(row.external_attr >> 16) not in (0, stat.S_IFREG)]:
                raise Unreadable(f"no plain file: {links[0][:80]!r}")
            files, left = {}, MOST_BYTES
            for row in rows:
                with pack.open(row) as file:
                    files[row.filename] = file.read(left + 1)
                left -= len(files[row.filename])
                if left < 0 or (len(files[row.filename]) > MOST_WORDS and not row.filename.endswith(".pdf")):
                    raise Unreadable("larger than a pack can be")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise Unreadable(str(error)) from error
    except Exception as error:  # zlib and lzma have errors of their own
        if type(error).__name__ in ("error", "LZMAError"):
            raise Unreadable(str(error)) from error
        raise
    return files


def _require_whole(content: bytes) -> None:
    """File after file without a gap, each with the head that the directory has of it, then the directory, then the end."""
    def number(place: int, length: int) -> int:
        return int.from_bytes(content[place:place + length], "little")

    end = len(content) - END_LENGTH
    row, at = number(end + 16, 4), 0
    if end < 0 or content[end:end + 4] != ZIP_ENDS or number(end + 20, 2) or row + number(end + 12, 4) != end:
        raise Unreadable("not one zip from the first byte to the last")
    directory = row
    while row < end:
        name = content[row + 46:row + 46 + number(row + 28, 2)]
        head = ZIP_BEGINS + content[row + 6:row + 32] + name
        if content[row:row + 4] != ZIP_LISTS or number(row + 30, 4) or number(row + 42, 4) != at or content[at:at + len(head)] != head:
            raise Unreadable(f"a file is not where and what the directory says: {name[:80]!r}")
        row, at = row + 46 + len(name), at + len(head) + number(row + 20, 4)
    if at != directory:
        raise Unreadable("something lies between the files")


def _require_good_names(names: Sequence[str]) -> None:
    if len(names) > MOST_FILES or len(set(names)) != len(names):
        raise Unreadable("too many files, or one name twice")
    if outside := [name for name in names if not is_inside(name)]:
        raise Unreadable(f"a name that leads out of the pack: {outside[0][:80]!r}")


def is_inside(name: str) -> bool:
    """Whether a file of this name lies in the pack and nowhere else, wherever somebody unpacks it."""
    return bool(name) and not name.startswith("/") and not set("\\:\0") & set(name) and not {"", ".", ".."} & set(name.split("/"))


def read_json(said: str | bytes) -> Any:
    """What JSON in UTF-8 says, if no name stands twice in an object: one reader would take the first, another the last; raises ValueError."""
    return json.loads(said.decode() if isinstance(said, bytes) else said, object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return said


def read_base64(said: str, length: int) -> bytes:
    """So many bytes, in the one spelling they have: decoders differ in what else they pass over; raises ValueError."""
    found = base64.b64decode(said)
    if len(found) != length or base64.b64encode(found).decode() != said:
        raise ValueError(f"not {length} bytes of base64")
    return found


def read_pem(content: bytes) -> bytes:
    """The certificate in a file that holds one and not a word more: of two, one reader compares the first and another believes both."""
    found = ONE_CERTIFICATE.fullmatch(content)
    if found is None:
        raise ValueError("not one certificate and nothing else")
    return base64.b64decode(found[1])


# --- the log: RFC 9162 ------------------------------------------------------------------------------

def leaf_hash(salt: bytes, body: bytes) -> bytes:
    """A salted leaf: the body can be erased one day and the tree stands."""
    return hashlib.sha256(b"\0" + salt + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Two subtrees joined."""
    return hashlib.sha256(b"\1" + left + right).digest()


def is_included(leaf: bytes, number: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162, 2.1.3.2."""
    if not 0 <= number < size:
        return False
    place, last, found = number, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(step, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, step)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(size: int, later: int, root: bytes, later_root: bytes, proof: Sequence[bytes]) -> bool:
    """RFC 9162, 2.1.4.2: whether the longer log begins with the shorter one."""
    if size == later:
        return not proof and root == later_root
    if not 0 < size < later or not proof:
        return False
    steps = [root, *proof] if size & (size - 1) == 0 else list(proof)
    place, last = size - 1, later - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, step)
        place, last = place >> 1, last >> 1
    return last == 0 and old == root and new == later_root


def read_head(note: str) -> tuple[str, int, bytes]:
    """Origin, size and root of a tree head."""
    origin, size, root = note.split("\n")[:3]
    return origin, int(size), base64.b64decode(root, validate=True)


def is_signed_head(note: str, key: bytes) -> bool | None:
    """Whether the log's key signed this head, and nothing stands under its signature; None when no library here can tell."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return None
    text, _, signature = note.partition("\n\n")
    text, origin = text + "\n", note.split("\n")[0]
    try:
        raw = read_base64(signature.removeprefix(f"— {origin} ").removesuffix("\n"), KNOWN_AS + SIGNATURE)
        Ed25519PublicKey.from_public_bytes(key).verify(raw[KNOWN_AS:], text.encode())
    except (InvalidSignature, ValueError):
        return False
    return raw[:KNOWN_AS] == hashlib.sha256(origin.encode() + b"\n\x01" + key).digest()[:KNOWN_AS]


# --- the pack ---------------------------------------------------------------------------------------

def verify_pack(content: bytes, trust: Trust = Trust(), *, pdf: bytes | None = None) -> Report:
    """Everything that can be said of a pack."""
    report = Report()
    try:
        files = unzip(content)
    except Unreadable as error:
        report.check(False, "zip", error)
        return report
    report.check(True, "zip")
    try:
        _check_files(report, files, trust, pdf if pdf is not None else files.get("signed.pdf", b""))
    except (KeyError, ValueError, TypeError, IndexError, AttributeError, RecursionError) as error:
        report.check(False, "readable", f"{type(error).__name__} {error}"[:120])
    return report


def verify_pdf(pdf: bytes, roots: Sequence[bytes]) -> Report:
    """What can be said of a signed PDF alone, by those who believe these roots."""
    report = Report(document=sha256(pdf))
    found = read_pdf(pdf, roots)
    if found is None:
        report.note(SKIPPED, "library")
        return report
    report.check(bool(found.signatures), "signed", found.trouble)
    for each in found.signatures:
        report.check(each.holds, "pades", f"{each.field}: {each.name} · {each.detail}")
    if found.signatures:
        report.check(found.is_archived, "archive", found.archived_at)
    return report


def _check_files(report: Report, files: dict[str, bytes], trust: Trust, pdf: bytes) -> None:
    report.document = sha256(pdf)
    for name in files:
        if name.endswith(".json"):
            read_json(files[name])
    manifest, log = read_json(files["manifest.json"]), read_json(files["log.json"])
    _require_known(manifest, log)
    same = all(sha256(files.get(name, b"")) == digest for name, digest in manifest["files"].items())
    report.check(same and set(files) - NOT_IN_MANIFEST == set(manifest["files"]), "manifest")
    bodies = _check_log(report, files, log, trust)
    signed = _told(bodies, "evidence.signed")
    _check_belongings(report, files, signed)
    report.title = plain(f"{signed[0]['number']} v{signed[0]['version']} {signed[0]['title']}") if signed else ""
    _check_signing(report, files, bodies, signed, pdf)
    _check_standing(report, bodies, is_whole=len(bodies) == len(log["entries"]))
    if trust.newer:
        _check_newer(report, signed[0], trust.newer, trust)
    times = {facts["slot"]: body["at"] for body in bodies for facts in _told([body], "evidence.signed")}
    _check_pdf(report, files, [{**each, "at": times[each["slot"]]} for each in signed], pdf, trust)


def _require_known(manifest: dict[str, Any], log: dict[str, Any]) -> None:
    """A remark that no verifier reads, somebody else may read: what an edition does not know is refused; raises ValueError."""
    if set(manifest) != {"v", "files"} or set(log) != {"v", "envelope", "entries", "heads"} or (manifest["v"], log["v"]) != (1, 1):
        raise ValueError("not the edition that is read here")
    if any(set(each) not in IN_AN_ENTRY for each in log["entries"]) or any(set(each) != {"head", "proof"} for each in log["heads"]):
        raise ValueError("an entry or a head says more or less than it may")


def _check_belongings(report: Report, files: dict[str, bytes], signed: Sequence[dict[str, Any]]) -> None:
    """No paper may ride along that nobody signed: a manifest is made anew by whoever adds one."""
    theirs = {name for each in signed for name in (f"certificates/{each['slot']}.pem", f"consent/{each['slot']}.txt")}
    theirs |= {f"passkeys/{each['slot']}.json" for each in signed if each["identified_by"] == "passkey"}
    strange = [name for name in sorted(set(files) - IN_EVERY_PACK - theirs) if not OF_A_WITNESS.fullmatch(name)]
    report.check(not strange, "belongs", ascii(strange[0])[:80] if strange else "")
    report.note(TOLD, "aside")


def _check_log(report: Report, files: dict[str, bytes], log: dict[str, Any], trust: Trust) -> list[dict[str, Any]]:
    note, key = files["head.txt"].decode(), base64.b64decode(files["log.pub"], validate=True)
    signed = is_signed_head(note, key)
    if signed is None:
        report.note(SKIPPED, "head", "pip install cryptography")
    else:
        report.check(signed, "head")
    if trust.pin:
        report.check(sha256(key) == trust.pin.strip().lower(), "pin")
    else:
        report.note(UNPINNED, "key", f"log {sha256(key)}")
    _origin, size, root = read_head(note)
    entries, leaves = log["entries"], [_leaf(each) for each in log["entries"]]
    report.check(bool(entries) and all(
        is_included(leaf, each["number"], size, [read_base64(step, HASH) for step in each["proof"]], root)
        for each, leaf in zip(entries, leaves)), "inclusion", len(entries))
    numbers = [each["number"] for each in entries]
    bodies = [read_json(each["body"]) if "body" in each else None for each in entries]
    before = ["", *(leaf.hex() for leaf in leaves)]
    report.check(numbers == sorted(set(numbers)) and all(
        body is None or (body["envelope"] == log["envelope"] and body["prev"] == prev)
        for body, prev in zip(bodies, before)), "chain")
    for each in entries:
        if "body" not in each:
            report.note(SKIPPED, "erased", each["number"])
    _check_heads(report, log["heads"], (note, size, root), trust)
    return [body for body in bodies if body is not None]


def _leaf(entry: dict[str, Any]) -> bytes:
    """An entry's leaf: computed from what it says, or as it is told where that was erased."""
    if "body" not in entry:
        return read_base64(entry["leaf"], HASH)
    return leaf_hash(read_base64(entry["salt"], SALT), entry["body"].encode())


def _check_heads(report: Report, heads: Sequence[dict[str, Any]], head: tuple[str, int, bytes], trust: Trust) -> None:
    note, size, root = head
    good = {note.strip()}
    for each in heads:
        _origin, earlier, earlier_root = read_head(each["head"])
        proof = [read_base64(step, HASH) for step in each["proof"]]
        if report.check(is_consistent(earlier, size, earlier_root, root, proof), "consistency", f"{earlier} → {size}"):
            good.add(each["head"].strip())
    if trust.known_head:
        report.check(trust.known_head.strip().replace("\r\n", "\n") in good, "known")


def _told(bodies: Sequence[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """The facts of every event of a kind, in order."""
    return [facts for body in bodies for each, _element, facts in body["told"] if each == kind]


def _check_signing(report: Report, files: dict[str, bytes], bodies: Sequence[dict[str, Any]],
                   signed: Sequence[dict[str, Any]], pdf: bytes) -> None:
    slots = sorted(signed[0]["slots"]) if signed else []
    report.check(bool(slots) and sorted(each["slot"] for each in signed) == slots
                 and all(sorted(each["slots"]) == slots for each in signed), "slots",
                 " · ".join(f"{each['slot']}: {each['name']}" for each in signed))
    sides: dict[str, set[str]] = {}
    for each in signed:
        sides.setdefault(each["email_sha256"], set()).add(each["side"])
    report.check(all(len(side) == 1 for side in sides.values()), "people")
    first: dict[str, Any] = signed[0] if signed else {"sha256": "", "length": 0, "data_sha256": ""}
    base = sha256(files["base.pdf"])
    report.check(bool(signed) and all(each["sha256"] == base and each["length"] == first["length"] for each in signed)
                 and sha256(pdf[:first["length"]]) == base, "document", base)
    report.check(data_hash(files["data.json"]) == first["data_sha256"] and _is_told_truly(files["data.json"], first["data_sha256"])
                 and all(_is_of(files["data.json"], each) for each in signed), "data", first["data_sha256"])
    report.check(all(sha256(files[f"consent/{each['slot']}.txt"]) == each["consent_sha256"] for each in signed), "consent")
    report.check(all(sha256(_read_or_nothing(files, f"certificates/{each['slot']}.pem")) == each["certificate_sha256"] for each in signed),
                 "certificates")
    for body in bodies:
        for each in _told([body], "evidence.signed"):
            if each["identified_by"] == "passkey":
                _check_passkey(report, files.get(f"passkeys/{each['slot']}.json"), each, body)
    sealed = _told(bodies, "evidence.sealed")
    report.check(bool(sealed) and sealed[-1]["file_sha256"] == sha256(pdf), "final", sha256(pdf))


def _check_standing(report: Report, bodies: Sequence[dict[str, Any]], *, is_whole: bool) -> None:
    """Whether anything on record ends what was signed; an entry that was erased may have been that."""
    over = [kind for body in bodies for kind, _element, _facts in body["told"]
            if kind in ("evidence.voided", "confirmation.declined", "confirmation.voided")]
    if over or is_whole:
        report.check(not over, "void", " ".join(over))
    else:
        report.note(SKIPPED, "void-unknown")


def data_hash(data: bytes) -> str:
    """The hash in the footer: of everything the document says but that hash itself and the address made of it."""
    said = read_json(data)
    heading = {name: value for name, value in said["document"].items() if name not in ("hash_of_data", "verify")}
    told = json.dumps({**said, "document": heading}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(told.encode())


def _is_of(data: bytes, told: dict[str, Any]) -> bool:
    """Whether the record of a signature and the data speak of the same version of the same paper."""
    heading = read_json(data)["document"]
    return all(heading[name] == told[name] for name in ("number", "version", "title"))


def _read_or_nothing(files: dict[str, bytes], name: str) -> bytes:
    try:
        return read_pem(files.get(name, b""))
    except ValueError:
        return b""


def _is_told_truly(data: bytes, fingerprint: str) -> bool:
    """What stands outside the hash follows from it: the hash itself, and where the paper can be looked up.

    A paper of before names no site beside its address; of that only the page can be told, not whose it is.
    """
    heading = read_json(data)["document"]
    page = f"/verify/{fingerprint[:32]}"
    site = heading.get("site", heading.get("verify", "").removesuffix(page))
    return bool(heading.get("hash_of_data", fingerprint) == fingerprint
                and heading.get("verify", "") == (f"{site}{page}" if site else ""))


# --- passkeys: WebAuthn -----------------------------------------------------------------------------

def _check_passkey(report: Report, content: bytes | None, told: dict[str, Any], body: dict[str, Any]) -> None:
    if content is None or told.get("assertion_sha256", sha256(content)) != sha256(content):
        report.check(False, "passkey", f"{told['slot']}: not the answer on record")
        return
    proof = read_json(content)
    said = proof["signed"]
    expected = {"confirmation": body["envelope"], "document": told["number"], "version": told["version"],
                "sha256": told["sha256"], "side": told["side"], "signer": body["actor"],
                "consent_sha256": told["consent_sha256"]}
    if any(said[name] != value for name, value in expected.items()) or not _answers(proof, said):
        report.check(False, "passkey", f"{told['slot']}: not about this signature")
        return
    holds = is_signed_by_passkey(proof)
    if holds is None:
        report.note(SKIPPED, "passkey", f"{told['slot']}: pip install cryptography")
    else:
        report.check(holds, "passkey", f"{told['slot']}: {proof['origin']}")


def _answers(proof: dict[str, Any], said: dict[str, Any]) -> bool:
    """Whether the device was asked exactly this, at this address, and saw its owner (user present and verified)."""
    client, seen = read_json(_unbase64url(proof["clientDataJSON"])), _unbase64url(proof["authenticatorData"])
    asked = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return bool(client["type"] == "webauthn.get" and _unbase64url(client["challenge"]) == hashlib.sha256(asked).digest()
                and client["origin"] == proof["origin"] and seen[:32] == hashlib.sha256(proof["rp_id"].encode()).digest()
                and len(seen) >= 37 and seen[32] & 0x05 == 0x05)


def is_signed_by_passkey(proof: dict[str, Any]) -> bool | None:
    """Whether the passkey signed its answer; None when no library here can tell, or it is of a kind we do not know."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
    except ImportError:
        return None
    key, number = read_cbor(_unbase64url(proof["public_key"]))[0], int.from_bytes
    signed = _unbase64url(proof["authenticatorData"]) + hashlib.sha256(_unbase64url(proof["clientDataJSON"])).digest()
    signature = _unbase64url(proof["signature"])
    try:
        if key.get(3) == -7 and key.get(-1) == 1:
            ec.EllipticCurvePublicNumbers(number(key[-2], "big"), number(key[-3], "big"), ec.SECP256R1()).public_key().verify(
                signature, signed, ec.ECDSA(hashes.SHA256()))
        elif key.get(3) == -257:
            rsa.RSAPublicNumbers(number(key[-2], "big"), number(key[-1], "big")).public_key().verify(
                signature, signed, padding.PKCS1v15(), hashes.SHA256())
        elif key.get(3) == -8:
            ed25519.Ed25519PublicKey.from_public_bytes(key[-2]).verify(signature, signed)
        else:
            return None
    except (InvalidSignature, ValueError):
        return False
    return True


def read_cbor(data: bytes) -> tuple[Any, bytes]:
    """As much of CBOR as a key is written in: numbers, bytes, text and maps; the value, and what follows it."""
    kind, size, rest = data[0] >> 5, data[0] & 31, data[1:]
    if size >= 24:
        length = 1 << size - 24
        size, rest = int.from_bytes(rest[:length], "big"), rest[length:]
    if kind in (0, 1):
        return (size if kind == 0 else -1 - size), rest
    if kind in (2, 3):
        return (rest[:size] if kind == 2 else rest[:size].decode()), rest[size:]
    if kind != 5 or size > 20:
        raise ValueError("not a key")
    found = {}
    for _ in range(size):
        name, rest = read_cbor(rest)
        found[name], rest = read_cbor(rest)
    return found, rest


def _unbase64url(said: str) -> bytes:
    return base64.urlsafe_b64decode(said + "=" * (-len(said) % 4))


def _check_newer(report: Report, first: dict[str, Any], newer: bytes, trust: Trust) -> None:
    found = verify_pack(newer, Trust(pin=trust.pin, roots=trust.roots, at=trust.at))
    if found.code == 1:
        wrong = next(each for each in found.findings if each.state == FALSE)
        report.check(False, "newer", f"--newer: {SAY[wrong.check][1]}: NO {wrong.detail}")
        return
    entries = read_json(unzip(newer)["log.json"])["entries"]
    other = _told([read_json(each["body"]) for each in entries if "body" in each], "evidence.signed")
    superseded = bool(other) and other[0]["number"] == first["number"] and other[0]["version"] > first["version"]
    report.check(not superseded, "newer", f"v{other[0]['version']}" if superseded else "")


# --- the document: needs pyHanko --------------------------------------------------------------------

def _check_pdf(report: Report, files: dict[str, bytes], signed: Sequence[dict[str, Any]], pdf: bytes, trust: Trust) -> None:
    root = read_pem(files[ROOT])
    given = {each.strip().lower() for each in trust.roots}
    if given:
        report.check(sha256(root) in given, "ca", sha256(root))
    else:
        report.note(UNPINNED, "key", f"CA {sha256(root)}")
    witnesses = [read_pem(content) for name, content in sorted(files.items()) if name.startswith(WITNESS_ROOTS)]
    found = read_pdf(pdf, [root], clocks=witnesses, at=trust.at)
    if found is None:
        report.note(SKIPPED, "library")
        return
    report.check(sorted(each.field for each in found.signatures) == sorted(each["slot"] for each in signed), "count",
                 found.trouble)
    for each in found.signatures:
        _check_signature(report, each, next((told for told in signed if told["slot"] == each.field), None))
    report.check(found.is_archived, "archive", found.archived_at)
    _check_witnesses(report, files, [root, *witnesses], given)


def _check_witnesses(report: Report, files: dict[str, bytes], roots: Sequence[bytes], given: set[str]) -> None:
    for witness in roots[1:]:
        if sha256(witness) in given:
            report.check(True, "witness", sha256(witness))
        else:
            report.note(UNPINNED, "witness-key", f"TSA {sha256(witness)}")
    anchors = [content for name, content in sorted(files.items()) if name.startswith("anchors/") and name.endswith(".tsr")]
    for anchor in anchors:
        holds, detail = check_token(anchor, files["head.txt"], roots)
        report.check(holds, "anchor", detail)
    report.note(TOLD, "revocation" if anchors else "no-anchor")


def _check_signature(report: Report, found: PdfSignature, told: dict[str, Any] | None) -> None:
    report.check(found.holds, "pades", f"{found.field}: {found.name} · {found.detail}")
    if told is not None:
        apart = abs((found.stamped_at - datetime.fromisoformat(told["at"])).total_seconds()) if found.stamped_at else None
        report.check(apart is not None and apart <= CLOCKS_DIFFER_BY, "time", f"{found.field}: {found.stamped_at or '-'}")
    named = told is not None and told["certificate_sha256"] == sha256(found.certificate)
    if told is None or told["side"] == "company":
        report.check(named, "certificate", f"{found.field}: {found.name}")
        return
    report.check(named and found.name == told["name"].encode()[:64].decode(errors="ignore"), "certificate", f"{found.field}: {found.name}")
    report.check(found.document_sha256 == told["sha256"], "once", found.field)


@dataclass(frozen=True)
class PdfSignature:
    """One signature in a PDF."""

    field: str
    name: str
    certificate: bytes
    document_sha256: str
    holds: bool
    detail: str
    stamped_at: datetime | None = None


@dataclass(frozen=True)
class PdfFindings:
    """What a PDF says of itself."""

    signatures: tuple[PdfSignature, ...] = ()
    is_archived: bool = False
    archived_at: str = ""
    trouble: str = ""


def read_pdf(pdf: bytes, roots: Sequence[bytes], *, clocks: Sequence[bytes] = (), at: datetime | None = None) -> PdfFindings | None:
    """Validate every signature for the long term; None when pyHanko is not there.

    Signers are believed under `roots` alone, time-stamps under these and `clocks`.
    """
    try:
        from pyhanko.pdf_utils.reader import PdfFileReader
    except ImportError:
        return None
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    try:
        places = list(enumerate(PdfFileReader(io.BytesIO(pdf)).embedded_signatures))
        if len(places) > MOST_SIGNATURES:  # each is held against all that came after it
            return PdfFindings(trouble=f"{len(places)} signatures")
        policy = _policy(roots, [*roots, *clocks])
        signatures = tuple(_read_signature(pdf, place, policy, at) for place, each in places
                           if each.sig_object.get("/Type") != "/DocTimeStamp")
        stamps = [each for _place, each in places if each.sig_object.get("/Type") == "/DocTimeStamp"]
        archived, when = _read_archive(stamps[-1] if stamps else None, [*roots, *clocks])
    except Exception as error:  # a broken PDF breaks a reader in a hundred ways, and all of them mean the same
        return PdfFindings(trouble=f"{type(error).__name__} {error}"[:120])
    return PdfFindings(signatures, archived, when)


def _read_signature(pdf: bytes, place: int, policy: Any, at: datetime | None) -> PdfSignature:
    import asyncio

    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import ades
    from pyhanko_certvalidator.ltv.types import ValidationTimingInfo

    found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[place]
    now = at or datetime.now(timezone.utc)
    result = asyncio.run(ades.ades_lta_validation(found, policy, timing_info=ValidationTimingInfo(now, now, False)))
    status = result.api_status
    level = getattr(status, "modification_level", None)
    proper = level in (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING)
    whole = bool(status and status.intact and status.valid and status.docmdp_ok and proper)
    certificate = found.signer_cert
    hashes = [row["extn_value"].contents[2:].hex() for row in certificate["tbs_certificate"]["extensions"]
              if row["extn_id"].dotted == DOCUMENT_HASH]
    return PdfSignature(
        field=found.field_name, name=certificate.subject.native.get("common_name", ""), certificate=certificate.dump(),
        document_sha256=hashes[0] if len(hashes) == 1 else "",
        holds=whole and str(result.ades_subindic) == "AdESPassed.OK",
        detail=f"{result.ades_subindic}, {level.name if level else '?'}",
        stamped_at=_stamped_at(found),
    )


def _stamped_at(found: Any) -> datetime | None:
    """The time in the signature's own time-stamp; that it is of somebody believed is part of the validation."""
    tokens = [value for attribute in found.signer_info["unsigned_attrs"]
              if attribute["type"].native == "signature_time_stamp_token" for value in attribute["values"]]
    return _time_in(tokens[0]["content"]) if len(tokens) == 1 else None


def _time_in(token: Any) -> datetime:
    """The time that a time-stamp token tells."""
    when: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
    return when


def _policy(roots: Sequence[bytes], clocks: Sequence[bytes]) -> Any:
    """Trust these roots alone; signers must not be revoked, by the lists that lie in the file."""
    from asn1crypto import x509
    from pyhanko.sign.validation.policy_decl import (
        PdfSignatureValidationSpec,
        SignatureValidationSpec,
    )
    from pyhanko_certvalidator.context import CertValidationPolicySpec
    from pyhanko_certvalidator.policy_decl import (
        CertRevTrustPolicy,
        RevocationCheckingPolicy,
        RevocationCheckingRule,
    )
    from pyhanko_certvalidator.registry import SimpleTrustManager

    def trusting(rule: Any, anchors: Sequence[bytes]) -> Any:
        trusted = SimpleTrustManager.build(trust_roots=[x509.Certificate.load(each) for each in anchors])
        revocation = CertRevTrustPolicy(RevocationCheckingPolicy(rule, rule))
        return CertValidationPolicySpec(trust_manager=trusted, revinfo_policy=revocation)

    return PdfSignatureValidationSpec(signature_validation_spec=SignatureValidationSpec(
        cert_validation_policy=trusting(RevocationCheckingRule.CRL_OR_OCSP_REQUIRED, roots),
        ts_cert_validation_policy=trusting(RevocationCheckingRule.CHECK_IF_DECLARED, clocks)))


def _read_archive(stamp: Any, roots: Sequence[bytes]) -> tuple[bool, str]:
    """Whether the last time-stamp covers the whole file and is of somebody believed: a stranger's closes nothing."""
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    if stamp is None:
        return False, ""
    stamp.compute_integrity_info()
    holds, when = _check_token(stamp.signed_data, stamp.compute_digest, roots)
    return holds and stamp.coverage == SignatureCoverageLevel.ENTIRE_FILE, when


def check_token(answer: bytes, stamped: bytes, roots: Sequence[bytes]) -> tuple[bool, str]:
    """Whether an RFC 3161 answer is a token over these bytes, signed under one of these roots.

    Its certificate must have been valid when it stamped; whether it was revoked later, nobody knows without a network.
    """
    from asn1crypto import tsp

    try:
        token = tsp.TimeStampResp.load(answer)["time_stamp_token"]["content"]
        return _check_token(token, lambda algorithm: hashlib.new(algorithm, stamped).digest(), roots)
    except Exception as error:  # whatever is no token is not one
        return False, f"{type(error).__name__} {error}"[:120]


def _check_token(token: Any, digest: Callable[[str], bytes], roots: Sequence[bytes]) -> tuple[bool, str]:
    import asyncio

    from asn1crypto import x509
    from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
    from pyhanko.sign.validation.status import TimestampSignatureStatus
    from pyhanko_certvalidator import ValidationContext

    when = _time_in(token)
    context = ValidationContext(trust_roots=[x509.Certificate.load(root) for root in roots], allow_fetching=False, moment=when)
    status = TimestampSignatureStatus(**asyncio.run(validate_tst_signed_data(token, context, digest)))
    return bool(status.valid and status.intact and status.trusted), f"{when:%Y-%m-%d %H:%M:%S} UTC"


# --- the command ------------------------------------------------------------------------------------

def main(arguments: Sequence[str] | None = None) -> int:
    """Verify a pack and print what was found; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pack", type=Path)
    parser.add_argument("--pin", default="", help="fingerprint of the log's key")
    parser.add_argument("--ca", action="append", default=[], help="fingerprint of a root certificate")
    parser.add_argument("--known-head", type=Path)
    parser.add_argument("--newer", type=Path)
    parser.add_argument("--pdf", type=Path, help="another copy of the signed document")
    parser.add_argument("--lang", default="", choices=("zh", "en", ""))
    asked = parser.parse_args(arguments)
    try:
        trust = Trust(pin=asked.pin, roots=tuple(asked.ca),
                      known_head=asked.known_head.read_text(encoding="utf-8") if asked.known_head else "",
                      newer=asked.newer.read_bytes() if asked.newer else b"")
        report = verify_pack(asked.pack.read_bytes(), trust, pdf=asked.pdf.read_bytes() if asked.pdf else None)
    except (OSError, UnicodeDecodeError) as error:
        print(f"{SIGNS[FALSE]} {error}", file=sys.stderr)
        return 1
    print_report(report, asked.lang or ("zh" if os.environ.get("LANG", "").startswith("zh") else "en"))
    return report.code


def print_report(report: Report, locale: str) -> None:
    """One line a check, then the verdict."""
    for finding in report.findings:
        detail = f"  [{finding.detail}]" if finding.detail else ""
        print(f"{SIGNS[finding.state]} {finding.sentence(locale)}{detail}")
    print(f"{VERDICTS[report.code][0 if locale == 'zh' else 1]}  {report.title}")


if __name__ == "__main__":
    sys.exit(main())
