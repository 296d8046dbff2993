"""Tables of the seals: the picture, who may use it, and the log of its uses. Facts are dated, never deleted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.db import Model


class Seal(Model):
    """A stamp of the firm. Its picture never changes: a new picture is a new seal."""

    __tablename__ = "seal"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    picture: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime]
    added_by: Mapped[str] = mapped_column(String(80))
    retired_at: Mapped[datetime | None]
    retired_by: Mapped[str | None] = mapped_column(String(80))


class SealHolder(Model):
    """Somebody who may use a seal, from one day to another."""

    __tablename__ = "seal_holder"

    id: Mapped[int] = mapped_column(primary_key=True)
    seal_id: Mapped[int] = mapped_column(ForeignKey("seal.id"), index=True)
    actor: Mapped[str] = mapped_column(String(80))
    allowed_at: Mapped[datetime]
    allowed_by: Mapped[str] = mapped_column(String(80))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None] = mapped_column(String(80))


class SealUse(Model):
    """A seal was set under a version by somebody: written with the signature, or not at all."""

    __tablename__ = "seal_use"

    id: Mapped[int] = mapped_column(primary_key=True)
    seal_id: Mapped[int] = mapped_column(ForeignKey("seal.id"), index=True)
    document_version_id: Mapped[int] = mapped_column(ForeignKey("document_version.id"))
    actor: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
