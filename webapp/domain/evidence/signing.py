"""Freeze a version with its places, and append one signature after the other to its bytes.

What is signed is always the whole file so far, so the order of signatures is the order of revisions; the caller holds
the instance's lock, so two who sign at once come here one after the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from cryptography import x509
from sqlalchemy import select
from sqlalchemy.orm import Session

import engine
from webapp.domain import documents
from webapp.domain.documents import DocumentVersion
from webapp.domain.evidence import certificates, keys, merkle, pades, stamps
from webapp.domain.evidence.authority import OwnClock
from webapp.domain.evidence.errors import NotSignable
from webapp.domain.evidence.house import house
from webapp.domain.evidence.models import Frozen, Revision, SigningKey
from webapp.domain.evidence.signers import LocalSigner, Signer, signer_elsewhere
from webapp.domain.people import SYSTEM

OUR_SIDE = "company"
REASON = {"zh": "本人已阅读全文并同意以电子方式签署", "en": "I have read the whole document and agree to sign it electronically"}


class Envelope(Protocol):
    """What is signed: one frozen version, by everybody it asks."""

    @property
    def id(self) -> int: ...

    @property
    def instance_id(self) -> int: ...

    @property
    def document_version_id(self) -> int: ...


class Signed(Protocol):
    """One person's signature as the ceremony took it."""

    @property
    def side(self) -> str: ...

    @property
    def signer(self) -> str: ...

    @property
    def signer_name(self) -> str: ...

    @property
    def signer_email(self) -> str: ...

    @property
    def drawing(self) -> bytes | None: ...

    @property
    def consent(self) -> str: ...

    @property
    def identified_by(self) -> str: ...

    @property
    def assertion(self) -> dict[str, Any] | None: ...

    @property
    def at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Chain:
    """The firm's authority as it signs now: its row, and key and certificate out of the vault."""

    row: SigningKey
    issued: certificates.Issued


def freeze(session: Session, version: DocumentVersion, slots: Sequence[str]) -> Frozen:
    """Give a new version its empty places, one per slot; from now on its hash is what everybody signs."""
    pdf = documents.content_of(session, version.file)
    places = {place.slot: place for place in documents.places_of(session, version.id)}
    boxes = {slot: _box(pdf, places[slot]) for slot in slots}
    documents.extend(session, version, pades.add_fields(pdf, boxes), actor=SYSTEM)
    frozen = Frozen(version_id=version.id, slots=list(slots), length=version.file.size, sha256=version.sha256,
                    authority_id=keys.current(session, keys.AUTHORITY).id)
    session.add(frozen)
    session.flush()
    return frozen


def record_signature(session: Session, envelope: Envelope, signature: Signed, *, slot: str | None = None,
                     picture: bytes | None = None) -> Revision | None:
    """Append this person's signature to the file; the history keeps what was signed, by whom, with which certificate.

    A version that was frozen before there were places to sign has none, and keeps the ceremony's record alone.
    """
    frozen = session.get(Frozen, envelope.document_version_id)
    if frozen is None:
        return None
    slot = slot or signature.side
    before = current_bytes(session, envelope, frozen)
    if not pades.is_waiting(before, slot):
        raise NotSignable("place-taken", slot=slot)
    signer, chain = _signer_for(session, frozen, signature)
    mark = _mark(before, slot, signature, picture or signature.drawing, _language(session, envelope))
    after = pades.sign(before, mark, signer, chain=[chain.issued.certificate], clock=own_clock(session, chain))
    revision = add_revision(session, envelope, before, after, at=signature.at, slot=slot,
                            certificate=certificates.der(signer.certificate), consent=signature.consent,
                            assertion=merkle.canonical(signature.assertion) if signature.assertion else None)
    engine.record(session, instance_id=envelope.instance_id, kind="evidence.signed", actor=signature.signer,
                  facts=_facts(session, envelope, frozen, revision, signature))
    return revision


def void(session: Session, envelope: Envelope, reason: str, *, actor: str = SYSTEM) -> None:
    """Say in the history that this envelope no longer counts; what was signed stays readable, as void."""
    if session.get(Frozen, envelope.document_version_id) is not None:
        engine.record(session, instance_id=envelope.instance_id, kind="evidence.voided", actor=actor,
                      facts={"envelope_id": envelope.id, "reason": reason})


def current_bytes(session: Session, envelope: Envelope, frozen: Frozen) -> bytes:
    """The file as far as it is signed: what was frozen and every revision after it."""
    version = session.get_one(DocumentVersion, frozen.version_id)
    return documents.content_of(session, version.file) + b"".join(row.tail for row in revisions(session, envelope.id))


def revisions(session: Session, envelope_id: int) -> list[Revision]:
    """What was appended, in order."""
    query = select(Revision).where(Revision.envelope_id == envelope_id).order_by(Revision.number)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def add_revision(session: Session, envelope: Envelope, before: bytes, after: bytes, *, at: datetime,
                 **more: Any) -> Revision:
    """Keep what was appended; that nothing before it changed is made sure of, not hoped for."""
    if not after.startswith(before):
        raise NotSignable("not-an-extension", envelope=envelope.id)
    number = len(revisions(session, envelope.id)) + 1
    revision = Revision(envelope_id=envelope.id, version_id=envelope.document_version_id, number=number,
                        tail=after[len(before):], sha256=documents.sha256(after), at=at, **more)
    session.add(revision)
    session.flush()
    return revision


def chain_of(session: Session, frozen: Frozen) -> Chain:
    """The authority under which this version is signed: one for all of its signatures, whatever is rotated meanwhile."""
    row = session.get_one(SigningKey, frozen.authority_id)
    return Chain(row, keys.opened(row))


def own_clock(session: Session, chain: Chain) -> OwnClock:
    """Our own time-stamps, by the clock whose certificate the same authority signed."""
    return OwnClock(keys.opened(keys.under(session, keys.CLOCK, chain.row)), chain.issued.certificate)


def email_hash(email: str) -> str:
    """An address that can be compared and not read."""
    return hashlib.sha256(email.strip().casefold().encode()).hexdigest()


def _box(pdf: bytes, place: Any) -> pades.Box:
    top = pades.page_height(pdf, place.page) - place.y
    return pades.Box(place.page, (place.x, top - place.height, place.x + place.width, top))


def _signer_for(session: Session, frozen: Frozen, signature: Signed) -> tuple[Signer, Chain]:
    """Our side signs with the firm's key, wherever it is kept; anybody else with a certificate for this once."""
    chain = chain_of(session, frozen)
    if signature.side != OUR_SIDE:
        return LocalSigner(certificates.issue_once(
            chain.issued, signature.signer_name, keys.organisation(), document_sha256=frozen.sha256,
            at=engine.now())), chain
    row = keys.under(session, keys.COMPANY, chain.row)
    if row.sealed is not None:
        return LocalSigner(keys.opened(row)), chain
    told = house()
    return signer_elsewhere(told.signer_url or "", x509.load_der_x509_certificate(row.certificate),
                            token=told.signer_token), chain


def _mark(pdf: bytes, slot: str, signature: Signed, picture: bytes | None, locale: str) -> pades.Mark:
    room = pades.box_of(pdf, slot)
    look = stamps.Look(signature.signer_name, signature.at, locale, picture)
    return pades.Mark(field=slot, name=signature.signer_name, reason=REASON["en" if locale.startswith("en") else "zh"],
                      appearance=stamps.draw(look, width=room[0], height=room[1]) if room else None)


def _language(session: Session, envelope: Envelope) -> str:
    version = session.get_one(DocumentVersion, envelope.document_version_id)
    return str(version.data.get("locale", "zh"))


def _facts(session: Session, envelope: Envelope, frozen: Frozen, revision: Revision, signature: Signed) -> dict[str, Any]:
    """Everything that a verifier holds against the file, so that each signature's entry stands for itself."""
    version = session.get_one(DocumentVersion, frozen.version_id)
    by_passkey = {"assertion_sha256": hashlib.sha256(revision.assertion).hexdigest()} if revision.assertion else {}
    return {
        **by_passkey, "envelope_id": envelope.id, "number": version.document.number, "title": version.document.title,
        "version": version.number, "sha256": frozen.sha256, "length": frozen.length, "slots": frozen.slots,
        "data_sha256": version.data_sha256, "slot": revision.slot, "side": signature.side, "name": signature.signer_name,
        "email_sha256": email_hash(signature.signer_email), "identified_by": signature.identified_by,
        "consent_sha256": hashlib.sha256(signature.consent.encode()).hexdigest(),
        "certificate_sha256": hashlib.sha256(revision.certificate or b"").hexdigest(),
        "file_sha256": revision.sha256, "file_length": revision_end(session, frozen, revision),
    }


def revision_end(session: Session, frozen: Frozen, revision: Revision) -> int:
    """How long the file is with this revision."""
    return frozen.length + sum(len(row.tail) for row in revisions(session, revision.envelope_id)
                               if row.number <= revision.number)
