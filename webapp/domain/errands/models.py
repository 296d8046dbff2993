"""The table of task links: who was asked, until when, what became of it. Facts are dated, never deleted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.db import Model


class ErrandLink(Model):
    """A link to one task of a customer's contact that was mailed; only the hash of its token is kept."""

    __tablename__ = "errand_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("engine_task.id"), index=True)
    contact: Mapped[str] = mapped_column(String(80))
    email: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(80))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]
    files_kept: Mapped[int] = mapped_column(default=0)
