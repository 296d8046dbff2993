"""Table of the letterhead: what a paper bears at its head beside the firm's name. A change is a new row; papers keep theirs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.db import Model


class Letterhead(Model):
    """The firm's address and mark from one moment on."""

    __tablename__ = "letterhead"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(String(200))
    mark: Mapped[bytes | None] = mapped_column(LargeBinary)
    mark_type: Mapped[str | None] = mapped_column(String(8))
    set_at: Mapped[datetime]
    set_by: Mapped[str] = mapped_column(String(80))
