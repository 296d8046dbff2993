"""Somebody drops a file on the public page: what it is, what holds, and what we know of it today. Nothing of it is kept."""

from __future__ import annotations

import base64
from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from verifier.tandem_verify import FALSE, TRUE, UNPINNED, Finding, Report
from webapp.domain import documents
from webapp.domain.documents import DocumentVersion
from webapp.domain.evidence import keys, strangers
from webapp.domain.evidence.models import Entry, Revision
from webapp.domain.evidence.packs import has_pack

PACK, PDF, NEITHER = "pack", "pdf", "neither"
LARGEST = 30 * 1024 * 1024
VOID_MARK = b'["evidence.voided"'


@dataclass(frozen=True, slots=True)
class Examination:
    """What one file turned out to be; `version` is the frozen version of ours that it is, if it is one."""

    kind: str
    report: Report
    version: DocumentVersion | None = None
    standing: str = ""


def examine(session: Session, content: bytes) -> Examination:
    """Verify a pack or a PDF against our own keys; whatever else it is, it is said to be neither."""
    if content.startswith(b"PK"):
        return _known(session, PACK, _pack(session, content))
    if b"%PDF-" in content[:1024]:
        return _known(session, PDF, strangers.verified(PDF, content, _roots(session)))
    return Examination(NEITHER, Report())


def standing_of(session: Session, version: DocumentVersion) -> str:
    """How a frozen version stands today: it waits, is complete, void, or superseded by a later one."""
    envelope = session.scalar(select(Revision.envelope_id).where(Revision.version_id == version.id).limit(1))
    bodies = session.scalars(select(Entry.body).where(Entry.envelope_id == envelope)) if envelope else ()
    if any(VOID_MARK in body for body in bodies if body):
        return "void"
    if not documents.is_newest(session, version):
        return "superseded"
    return "complete" if has_pack(session, version.id) else "open"


def _known(session: Session, kind: str, report: Report) -> Examination:
    version = session.scalar(select(DocumentVersion).join(Revision, Revision.version_id == DocumentVersion.id)
                             .where(Revision.sha256 == report.document).limit(1))
    return Examination(kind, report, version, standing_of(session, version) if version else "")


def _pack(session: Session, content: bytes) -> Report:
    """We know our own keys, so that nothing is left to be compared."""
    report = strangers.verified(PACK, content, _prints(session, keys.AUTHORITY))
    ours = {f"log {each}" for each in _prints(session, keys.LOG)}
    report.findings = [_compared(each, ours) for each in report.findings]
    return report


def _compared(finding: Finding, ours: Collection[str]) -> Finding:
    if finding.check == "ca":
        return replace(finding, check="our-root")
    if finding.state != UNPINNED or finding.check != "key":
        return finding
    return Finding(TRUE if finding.detail in ours else FALSE, "ours", finding.detail)


def _roots(session: Session) -> list[str]:
    return [base64.b64encode(row.certificate).decode() for row in keys.every(session) if row.purpose == keys.AUTHORITY]


def _prints(session: Session, purpose: str) -> tuple[str, ...]:
    return tuple(row.fingerprint for row in keys.every(session) if row.purpose == purpose)
