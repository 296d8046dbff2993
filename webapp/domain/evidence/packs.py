"""The evidence pack: one zip that proves a signing without us. Made anew each time from rows that do not change."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from asn1crypto import tsp
from sqlalchemy import select
from sqlalchemy.orm import Session

import verifier
from webapp.domain import documents
from webapp.domain.documents import DocumentVersion
from webapp.domain.evidence import anchors, certificates, log, merkle
from webapp.domain.evidence.heads import earlier
from webapp.domain.evidence.models import Completion, Entry, Frozen, Head, Revision, SigningKey
from webapp.domain.evidence.signing import revisions

VERIFIER = Path(verifier.__file__).parent
LARGEST_BY_MAIL = 10 * 1024 * 1024
TOOLS = ("tandem_verify.py", "verify.html", "README.txt")
MADE_AT = (2026, 1, 1, 0, 0, 0)  # a date inside a zip proves nothing; a fixed one makes equal packs equal


def signed_pdf(session: Session, version_id: int) -> bytes | None:
    """The file as far as it is signed; none while nobody has signed it."""
    envelope = session.scalar(select(Revision.envelope_id).where(Revision.version_id == version_id).limit(1))
    if envelope is None:
        return None
    version = session.get_one(DocumentVersion, version_id)
    return documents.content_of(session, version.file) + b"".join(row.tail for row in revisions(session, envelope))


def standing(session: Session, project_id: int) -> dict[int, bool]:
    """The project's versions that somebody has signed, and of each whether its proof is finished."""
    query = (select(Revision.version_id, Completion.head_id)
             .join(DocumentVersion, DocumentVersion.id == Revision.version_id)
             .join(documents.Document, documents.Document.id == DocumentVersion.document_id)
             .join(Completion, Completion.envelope_id == Revision.envelope_id, isouter=True)
             .where(documents.Document.project_id == project_id).distinct())
    return {version: head is not None for version, head in session.execute(query)}


def fingerprints(session: Session, version_id: int) -> dict[str, str]:
    """What a reader compares: of the log's key and of the root under which this version was signed."""
    done = completion_of(session, version_id)
    frozen = session.get(Frozen, version_id)
    if done is None or frozen is None:
        return {}
    head = session.get_one(Head, done.head_id or 0)
    return {"log_key": session.get_one(SigningKey, head.key_id).fingerprint,
            "root": session.get_one(SigningKey, frozen.authority_id).fingerprint}


def has_pack(session: Session, version_id: int) -> bool:
    """Whether the proof of this version is finished."""
    return completion_of(session, version_id) is not None


def completion_of(session: Session, version_id: int) -> Completion | None:
    """The finished completion of a version."""
    return session.scalar(select(Completion).where(Completion.version_id == version_id, Completion.head_id.is_not(None)))


def pack_of(session: Session, version_id: int) -> bytes | None:
    """The whole pack; none before everybody has signed and the file is closed."""
    done = completion_of(session, version_id)
    if done is None:
        return None
    files = dict(_files(session, done))
    listed = {name: documents.sha256(content) for name, content in sorted(files.items())}
    files["manifest.json"] = _json({"v": 1, "files": listed})
    for name in ("tandem_verify.py", "verify.html"):
        files[name] = (VERIFIER / name).read_bytes()
    return _zip(files)


def enclosures(session: Session, version_id: int) -> dict[str, bytes]:
    """The signed file and the pack as a mail takes them along, by name; nothing where they are too large for a mailbox."""
    pdf, pack = signed_pdf(session, version_id), pack_of(session, version_id)
    if pdf is None or pack is None or len(pdf) + len(pack) > LARGEST_BY_MAIL:
        return {}
    version = session.get_one(DocumentVersion, version_id)
    return {f"{version.document.number}-v{version.number}-signed.pdf": pdf, file_name(version): pack}


def file_name(version: DocumentVersion) -> str:
    """How the pack is called on somebody's disk."""
    return f"{version.document.number}-v{version.number}-evidence.zip"


def _files(session: Session, done: Completion) -> Iterator[tuple[str, bytes]]:
    version = session.get_one(DocumentVersion, done.version_id)
    frozen, head = session.get_one(Frozen, done.version_id), session.get_one(Head, done.head_id or 0)
    steps, base = revisions(session, done.envelope_id), documents.content_of(session, version.file)
    yield "base.pdf", base
    yield "signed.pdf", base + b"".join(row.tail for row in steps)
    yield "data.json", _json(version.data)
    yield "README.txt", (VERIFIER / "README.txt").read_bytes()
    for row in steps:
        if row.slot is not None:
            yield f"consent/{row.slot}.txt", (row.consent or "").encode()
            yield f"certificates/{row.slot}.pem", certificates.pem(row.certificate or b"")
            if row.assertion is not None:
                yield f"passkeys/{row.slot}.json", row.assertion
    root = session.get_one(SigningKey, frozen.authority_id)
    yield "certificates/root.pem", certificates.pem(root.certificate)
    yield "head.txt", head.note.encode()
    yield "log.pub", base64.b64encode(session.get_one(SigningKey, head.key_id).certificate)
    yield "log.json", _json(_log(session, done, head))
    for kind, proof in anchors.proofs_of(session, head).items():
        yield f"anchors/{kind}.tsr", proof
        for number, certificate in enumerate(_outside(proof, root.certificate), 1):
            yield f"certificates/root-{kind}-{number}.pem", certificates.pem(certificate)


def _log(session: Session, done: Completion, head: Head) -> dict[str, Any]:
    at = log.nodes_of(session)
    return {
        "v": 1, "envelope": done.envelope_id,
        "entries": [_entry(row, at, head.size) for row in log.entries_of(session, done.envelope_id, head.size)],
        "heads": [{"head": each.note, "proof": _texts(merkle.consistency(at, each.size, head.size))}
                  for each in earlier(session, head)],
    }


def _entry(row: Entry, at: merkle.Nodes, size: int) -> dict[str, Any]:
    place = {"number": row.number, "proof": _texts(merkle.inclusion(at, row.number, size))}
    if row.body is None or row.salt is None:
        return {**place, "leaf": base64.b64encode(row.leaf).decode()}
    return {**place, "salt": base64.b64encode(row.salt).decode(), "body": row.body.decode()}


def _texts(hashes: list[bytes]) -> list[str]:
    return [base64.b64encode(each).decode() for each in hashes]


def _outside(proof: bytes, ours: bytes) -> Iterator[bytes]:
    """Of the certificates in a witness's token those that nothing else in it issued: where trust in it begins."""
    found = [each.chosen for each in tsp.TimeStampResp.load(proof)["time_stamp_token"]["content"]["certificates"]]
    for certificate in found:
        issued_here = any(other.subject == certificate.issuer and other != certificate for other in found)
        if not issued_here and certificate.dump() != ours:
            yield bytes(certificate.dump())


def _json(said: Any) -> bytes:
    return json.dumps(said, ensure_ascii=False, sort_keys=True, indent=1).encode()


def _zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in sorted(files.items()):
            pack.writestr(zipfile.ZipInfo(name, MADE_AT), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
