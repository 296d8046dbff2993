"""The firm's keys: made at their first need, sealed at rest, changed for new ones when their time or somebody says so.

`authority` signs certificates, `company` signs for our side, `clock` signs our time-stamps, `log` signs tree heads. A
retired key still verifies what it signed; a revoked one stands on the list that every completed document carries.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

import engine
from webapp.domain import company
from webapp.domain.evidence import certificates
from webapp.domain.evidence.authority import OwnClock
from webapp.domain.evidence.certificates import Issued
from webapp.domain.evidence.house import house, vault
from webapp.domain.evidence.models import SigningKey
from webapp.domain.evidence.signers import public_key_elsewhere
from webapp.domain.people import SYSTEM

AUTHORITY, COMPANY, CLOCK, LOG = "authority", "company", "clock", "log"
PURPOSES = (AUTHORITY, COMPANY, CLOCK, LOG)
LASTS = {AUTHORITY: timedelta(days=7300), COMPANY: timedelta(days=730), CLOCK: timedelta(days=7300),
         LOG: timedelta(days=3650)}
RUNS_OUT = timedelta(hours=1)
UNNAMED = "Tandem 同行"


@dataclass(frozen=True, slots=True)
class Made:
    """A new key as it goes into its row."""

    private: bytes | None  # none of a key that is kept elsewhere
    certificate: bytes
    fingerprint: str

    def __repr__(self) -> str:
        return f"Made({self.fingerprint[:16]})"


def organisation() -> str:
    """In whose name certificates are made out."""
    return company.facts().get("name") or UNNAMED


def current(session: Session, purpose: str, *, actor: str = SYSTEM) -> SigningKey:
    """The key that serves this purpose at this moment; made now where there is none yet or its time runs out."""
    at = engine.now()
    found = session.scalar(
        select(SigningKey).where(
            SigningKey.purpose == purpose, SigningKey.retired_at.is_(None),
            SigningKey.valid_from <= at, SigningKey.valid_until > at + RUNS_OUT)
        .order_by(SigningKey.generation.desc()).limit(1)
    )
    return found or _make(session, purpose, at, actor=actor)


def under(session: Session, purpose: str, authority: SigningKey) -> SigningKey:
    """The current key of a purpose under this authority; another authority's certificate would not fit its chain."""
    found = current(session, purpose)
    if found.issuer_id == authority.id:
        return found
    at = engine.now()
    older = session.scalar(
        select(SigningKey).where(SigningKey.purpose == purpose, SigningKey.issuer_id == authority.id,
                                 SigningKey.revoked_at.is_(None), SigningKey.valid_until > at)
        .order_by(SigningKey.generation.desc()).limit(1))
    return older or _make(session, purpose, at, actor=SYSTEM, issuer=authority)


def rotate(session: Session, purpose: str, *, actor: str) -> SigningKey:
    """Retire the keys of a purpose and make a new one; what the old ones signed stays good."""
    at = engine.now()
    for row in session.scalars(select(SigningKey).where(SigningKey.purpose == purpose, SigningKey.retired_at.is_(None))):
        row.retired_at = at
    session.flush()
    made = _make(session, purpose, at, actor=actor)
    _tell(session, "keys.rotated", made, actor)
    return made


def revoke(session: Session, row: SigningKey, *, actor: str) -> SigningKey:
    """Declare a key lost to others: it signs no more, and every later revocation list names it. Returns its successor."""
    row.revoked_at = engine.now()
    _tell(session, "keys.revoked", row, actor)
    return rotate(session, row.purpose, actor=actor)


def every(session: Session) -> list[SigningKey]:
    """Every key there ever was, by purpose and age."""
    return list(session.scalars(select(SigningKey).order_by(SigningKey.purpose, SigningKey.generation)))


def by_fingerprint(session: Session, fingerprint: str) -> SigningKey | None:
    """The key with this fingerprint."""
    return session.scalar(select(SigningKey).where(SigningKey.fingerprint == fingerprint))


def reseal(session: Session, former_secret: str) -> int:
    """Seal every key anew with the vault's present secret; returns how many were moved."""
    from_vault, to_vault, moved = type(vault())(former_secret), vault(), 0
    for row in session.scalars(select(SigningKey).where(SigningKey.sealed.is_not(None))):
        label = _label(row.purpose, row.fingerprint)
        row.sealed = to_vault.seal(from_vault.open(row.sealed or b"", label=label), label=label)
        moved += 1
    session.flush()
    return moved


def opened(row: SigningKey) -> Issued:
    """A key of ours with its certificate, out of the vault."""
    key = serialization.load_der_private_key(_private(row), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(row.purpose)
    return Issued(key, x509.load_der_x509_certificate(row.certificate))


def own_clock(session: Session) -> OwnClock:
    """Our own time-stamp authority, by the clock's current key."""
    row = current(session, CLOCK)
    root = session.get_one(SigningKey, row.issuer_id or 0)
    return OwnClock(opened(row), x509.load_der_x509_certificate(root.certificate))


def opened_log(row: SigningKey) -> ed25519.Ed25519PrivateKey:
    """The key that signs tree heads."""
    return ed25519.Ed25519PrivateKey.from_private_bytes(_private(row))


def revocations(session: Session, authority: SigningKey, *, at: datetime) -> bytes:
    """The authority's list of what it took back, as of now."""
    rows = session.scalars(select(SigningKey).where(SigningKey.issuer_id == authority.id, SigningKey.revoked_at.is_not(None)))
    revoked = [(x509.load_der_x509_certificate(row.certificate).serial_number, row.revoked_at) for row in rows]
    return certificates.revocation_list(opened(authority), [(serial, when) for serial, when in revoked if when], at=at)


def _private(row: SigningKey) -> bytes:
    return vault().open(row.sealed or b"", label=_label(row.purpose, row.fingerprint))


def _label(purpose: str, fingerprint: str) -> str:
    return f"{purpose}/{fingerprint}"


def _make(session: Session, purpose: str, at: datetime, *, actor: str, issuer: SigningKey | None = None) -> SigningKey:
    """Two who need the first key at once get the same one: the second finds its number taken and looks again."""
    if issuer is None and purpose in (COMPANY, CLOCK):
        issuer = current(session, AUTHORITY, actor=actor)
    made = _new_key(purpose, issuer, at)
    number = session.scalar(select(func.max(SigningKey.generation)).where(SigningKey.purpose == purpose)) or 0
    row = SigningKey(
        purpose=purpose, generation=number + 1, fingerprint=made.fingerprint, certificate=made.certificate,
        sealed=vault().seal(made.private, label=_label(purpose, made.fingerprint)) if made.private else None,
        issuer_id=issuer.id if issuer else None, valid_from=at - certificates.SLACK, valid_until=at + LASTS[purpose],
        made_by=actor,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return current(session, purpose, actor=actor)
    return row


def _new_key(purpose: str, issuer: SigningKey | None, at: datetime) -> Made:
    if purpose == LOG:
        log_key = ed25519.Ed25519PrivateKey.generate()
        public = log_key.public_key().public_bytes_raw()
        return Made(log_key.private_bytes_raw(), public, hashlib.sha256(public).hexdigest())
    if purpose == COMPANY and issuer is not None and house().signer_url:
        return _kept_elsewhere(issuer, at)
    if issuer is None:
        issued = certificates.new_authority(organisation(), at=at, lasts=LASTS[purpose])
    else:
        make = certificates.issue_company if purpose == COMPANY else certificates.issue_clock
        issued = make(opened(issuer), organisation(), at=at, lasts=LASTS[purpose])
    private = issued.key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8,
                                       serialization.NoEncryption())
    return Made(private, certificates.der(issued.certificate), certificates.fingerprint(issued.certificate))


def _kept_elsewhere(issuer: SigningKey, at: datetime) -> Made:
    """The firm's key lies in a token or with a signer elsewhere: ask for its public half and certify that."""
    told = house()
    public = public_key_elsewhere(told.signer_url or "", token=told.signer_token)
    made = certificates.certify_company(opened(issuer), public, organisation(), at=at, lasts=LASTS[COMPANY])
    return Made(None, certificates.der(made), certificates.fingerprint(made))


def _tell(session: Session, kind: str, row: SigningKey, actor: str) -> None:
    engine.record(session, instance_id=None, kind=kind, actor=actor,
                  facts={"purpose": row.purpose, "generation": row.generation, "fingerprint": row.fingerprint})
