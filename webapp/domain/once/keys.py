"""Keys of what was sent, and the rows that bear them."""

from __future__ import annotations

import hashlib
import json
from typing import TypeVar

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column


class SentOnce:
    """A row that one form makes once. Without a key, as when no form sent it, it is one of as many as come."""

    idempotency_key: Mapped[str | None] = mapped_column(String(64), unique=True)


Row = TypeVar("Row", bound=SentOnce)


def key_of(nonce: str, *told: str | int) -> str | None:
    """The key of what this form told; none where the form has no nonce."""
    return hashlib.sha256(json.dumps([nonce, *told]).encode()).hexdigest() if nonce else None


def kept(session: Session, row: type[Row], key: str | None) -> Row | None:
    """What was kept under this key before."""
    return session.scalar(select(row).where(row.idempotency_key == key)) if key else None
