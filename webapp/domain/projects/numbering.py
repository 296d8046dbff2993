"""Project codes P-YYYY-NNN: counted up in one row a year, so that two starts never share one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.db import Model


class ProjectNumber(Model):
    """The last number given in a year."""

    __tablename__ = "project_number"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


def next_code(session: Session, at: datetime) -> str:
    """Take the year's next code; the row stays locked until the caller's transaction ends."""
    number = session.scalar(
        text("INSERT INTO project_number (year, last) VALUES (:year, 1)"
             " ON CONFLICT (year) DO UPDATE SET last = project_number.last + 1 RETURNING last"),
        {"year": at.year},
    )
    return f"P-{at.year}-{number:03d}"
