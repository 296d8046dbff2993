"""Tables of the proof: sealed keys, signed revisions, the log and its tree, heads, anchors. What proves is never changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from webapp.db import Model

BIG = BigInteger().with_variant(Integer, "sqlite")
UNPACKED = text("done_at IS NULL")


class SigningKey(Model):
    """A key of the firm. The private half is sealed, or kept elsewhere; `certificate` is DER, of the log's key its raw half."""

    __tablename__ = "signing_key"
    __table_args__ = (UniqueConstraint("purpose", "generation"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))
    generation: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    certificate: Mapped[bytes] = mapped_column(LargeBinary)
    issuer_id: Mapped[int | None] = mapped_column(ForeignKey("signing_key.id"))
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(80))
    retired_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Frozen(Model):
    """What both sides are shown: the version's bytes with every empty place to sign, as long as they are for ever."""

    __tablename__ = "frozen_document"

    version_id: Mapped[int] = mapped_column(ForeignKey("document_version.id"), primary_key=True)
    slots: Mapped[list[str]] = mapped_column(JSON)
    length: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    authority_id: Mapped[int] = mapped_column(ForeignKey("signing_key.id"))


class Revision(Model):
    """What one signature, or the archive's time-stamp, appended. Only the new bytes are kept: the rest cannot differ."""

    __tablename__ = "signed_revision"
    __table_args__ = (UniqueConstraint("envelope_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    envelope_id: Mapped[int] = mapped_column(ForeignKey("confirmation.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("document_version.id"), index=True)
    number: Mapped[int]
    slot: Mapped[str | None] = mapped_column(String(100))
    tail: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    certificate: Mapped[bytes | None] = mapped_column(LargeBinary)
    consent: Mapped[str | None] = mapped_column(Text)
    assertion: Mapped[bytes | None] = mapped_column(LargeBinary)
    at: Mapped[datetime]


class Completion(Model):
    """An envelope whose proof is to be finished: archived, anchored, packed, told. A row, so nothing of it gets lost."""

    __tablename__ = "envelope_completion"
    __table_args__ = (Index("ix_envelope_completion_waiting", "due_at", sqlite_where=UNPACKED, postgresql_where=UNPACKED),)

    envelope_id: Mapped[int] = mapped_column(ForeignKey("confirmation.id"), primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("engine_instance.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("document_version.id"))
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str | None] = mapped_column(Text)
    sealed_at: Mapped[datetime | None]
    sealed_event: Mapped[int | None] = mapped_column(BIG)
    head_id: Mapped[int | None] = mapped_column(ForeignKey("log_head.id"))
    done_at: Mapped[datetime | None]


class Entry(Model):
    """A leaf of the log: one row of the history, salted. Erasing takes body and salt; the leaf and the tree stand."""

    __tablename__ = "log_entry"

    number: Mapped[int] = mapped_column(BIG, primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(BIG, unique=True)
    envelope_id: Mapped[int | None] = mapped_column(Integer, index=True)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    leaf: Mapped[bytes] = mapped_column(LargeBinary)


class Node(Model):
    """The hash of a complete subtree: leaf hashes are level 0."""

    __tablename__ = "log_node"

    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(BIG, primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class Head(Model):
    """A signed tree head: how long the log was, and its root. It is mailed, so it cannot be unsaid."""

    __tablename__ = "log_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(BIG)
    root: Mapped[bytes] = mapped_column(LargeBinary)
    note: Mapped[str] = mapped_column(Text)
    key_id: Mapped[int] = mapped_column(ForeignKey("signing_key.id"))
    at: Mapped[datetime]


class Anchor(Model):
    """A head laid before somebody who is not us: waited for, tried again, never in anybody's way."""

    __tablename__ = "log_anchor"
    __table_args__ = (UniqueConstraint("head_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    head_id: Mapped[int] = mapped_column(ForeignKey("log_head.id"))
    kind: Mapped[str] = mapped_column(String(40))
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str | None] = mapped_column(Text)
    proof: Mapped[bytes | None] = mapped_column(LargeBinary)
    anchored_at: Mapped[datetime | None]
