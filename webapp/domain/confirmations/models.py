"""Tables of signing: what is confirmed, who was asked, who signed. Facts are dated, never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.db import Model
from webapp.domain.documents import Document, DocumentVersion

CUSTOMER, COMPANY = "customer", "company"
STANDING = text("voided_at IS NULL")


def slots_of(sides: Sequence[str]) -> list[str]:
    """The places to sign, one for each who is named: a side's first bears its name, the next a number besides."""
    return [side if (nth := sides[:at].count(side)) == 0 else f"{side}-{nth + 1}" for at, side in enumerate(sides)]


class Confirmation(Model):
    """Those who are named are asked to sign one frozen version; a document has at most one that stands."""

    __tablename__ = "confirmation"
    __table_args__ = (
        Index(
            "uq_confirmation_standing", "document_id", unique=True,
            sqlite_where=STANDING, postgresql_where=STANDING,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("engine_instance.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    document_version_id: Mapped[int] = mapped_column(ForeignKey("document_version.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[datetime]
    opened_by: Mapped[str] = mapped_column(String(80))
    declined_at: Mapped[datetime | None]
    declined_by: Mapped[str | None] = mapped_column(String(80))
    completed_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]
    voided_by: Mapped[str | None] = mapped_column(String(80))
    void_reason: Mapped[str | None] = mapped_column(Text)

    document: Mapped[Document] = relationship(lazy="joined")
    version: Mapped[DocumentVersion] = relationship(lazy="joined")
    signatories: Mapped[list[Signatory]] = relationship(
        order_by="Signatory.turn, Signatory.id", lazy="selectin")
    signatures: Mapped[list[Signature]] = relationship(order_by="Signature.at", lazy="selectin")

    @property
    def is_open(self) -> bool:
        """Whether signatures are still awaited."""
        return self.voided_at is None and self.completed_at is None

    @property
    def awaited(self) -> list[Signatory]:
        """Who was named and has not signed."""
        signed = {signature.signer for signature in self.signatures}
        return [each for each in self.signatories if each.actor not in signed]

    def slot_of(self, actor: str) -> str:
        """Which of the file's places to sign is this person's."""
        slots = slots_of([each.side for each in self.signatories])
        return next(slot for slot, each in zip(slots, self.signatories, strict=True) if each.actor == actor)


class Signatory(Model):
    """Somebody who is to sign: for which side, as what, and in which turn. Those of one turn sign side by side."""

    __tablename__ = "signatory"
    __table_args__ = (UniqueConstraint("confirmation_id", "actor"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    confirmation_id: Mapped[int] = mapped_column(ForeignKey("confirmation.id"), index=True)
    side: Mapped[str] = mapped_column(String(20))
    role: Mapped[str] = mapped_column(String(60))
    turn: Mapped[int]
    actor: Mapped[str] = mapped_column(String(80))
    named: Mapped[str] = mapped_column(String(80))
    delegated_at: Mapped[datetime | None]
    delegated_by: Mapped[str | None] = mapped_column(String(80))
    delegation_reason: Mapped[str | None] = mapped_column(Text)


class Substitute(Model):
    """Who may sign in another's place in the matters of one customer: a dated permission, withdrawn by a date."""

    __tablename__ = "substitute"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    actor: Mapped[str] = mapped_column(String(80))
    allowed_at: Mapped[datetime]
    allowed_by: Mapped[str] = mapped_column(String(80))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None] = mapped_column(String(80))


class Signature(Model):
    """One person's signature on one hash. Voiding dates it; nothing takes it away."""

    __tablename__ = "signature"
    __table_args__ = (UniqueConstraint("confirmation_id", "signer"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    confirmation_id: Mapped[int] = mapped_column(ForeignKey("confirmation.id"), index=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("engine_task.id"), unique=True)
    side: Mapped[str] = mapped_column(String(20))
    signer: Mapped[str] = mapped_column(String(80))
    signer_name: Mapped[str] = mapped_column(String(100))
    signer_email: Mapped[str] = mapped_column(String(200))
    name_typed: Mapped[str] = mapped_column(String(100))
    drawing: Mapped[bytes | None] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    consent: Mapped[str] = mapped_column(Text)
    identified_by: Mapped[str] = mapped_column(String(40))
    assertion: Mapped[dict[str, Any] | None]
    ip: Mapped[str] = mapped_column(String(45))
    user_agent: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime]
    voided_at: Mapped[datetime | None]


class SigningLink(Model):
    """A magic link that was mailed; only the hash of its token is kept."""

    __tablename__ = "signing_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    confirmation_id: Mapped[int] = mapped_column(ForeignKey("confirmation.id"), index=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("engine_task.id"), index=True)
    contact: Mapped[str] = mapped_column(String(80))
    email: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str] = mapped_column(String(40), default="", server_default="")
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(80))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    wrong_codes: Mapped[int] = mapped_column(default=0)
    session_hash: Mapped[str | None] = mapped_column(String(64))
    session_until: Mapped[datetime | None]

    confirmation: Mapped[Confirmation] = relationship(lazy="joined")


class OneTimeCode(Model):
    """Six digits sent to the contact by mail or text; kept as a hash keyed with the link's own token."""

    __tablename__ = "one_time_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("signing_link.id"), index=True)
    channel: Mapped[str] = mapped_column(String(8), default="mail", server_default="mail")
    code_hash: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
