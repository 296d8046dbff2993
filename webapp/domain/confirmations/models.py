"""Tables of the dual signature: what is confirmed, who was asked, who signed. Facts are dated, never deleted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.db import Model
from webapp.domain.documents import Document, DocumentVersion

CUSTOMER, COMPANY = "customer", "company"
STANDING = text("voided_at IS NULL")


class Confirmation(Model):
    """Both sides are asked to sign one frozen version; a document has at most one that stands."""

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
    signatures: Mapped[list[Signature]] = relationship(order_by="Signature.at", lazy="selectin")

    @property
    def is_open(self) -> bool:
        """Whether signatures are still awaited."""
        return self.voided_at is None and self.completed_at is None


class Signature(Model):
    """One person's signature on one hash. Voiding dates it; nothing takes it away."""

    __tablename__ = "signature"
    __table_args__ = (UniqueConstraint("confirmation_id", "side"),)

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
    """Six digits mailed to the contact; kept as a hash keyed with the link's own token."""

    __tablename__ = "one_time_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("signing_link.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ProgressLink(Model):
    """A link by which a contact looks at the progress of one project; it lets nobody change anything."""

    __tablename__ = "progress_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    contact: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
