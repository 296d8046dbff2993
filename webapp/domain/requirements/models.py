"""Requirement baselines: what both sides signed, line by line. A later one says what changed in it, and why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.db import Model
from webapp.domain.documents import DocumentVersion
from webapp.domain.requirements.rules import WITHDRAWN


class RequirementBaseline(Model):
    """The requirements that one signed version put in force; a project's highest number is the one in force."""

    __tablename__ = "requirement_baseline"
    __table_args__ = (UniqueConstraint("project_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    number: Mapped[int]
    document_version_id: Mapped[int] = mapped_column(ForeignKey("document_version.id"), unique=True)
    in_force_at: Mapped[datetime]

    version: Mapped[DocumentVersion] = relationship(lazy="joined")
    lines: Mapped[list[RequirementLine]] = relationship(order_by="RequirementLine.number", lazy="selectin")

    @property
    def standing_lines(self) -> list[RequirementLine]:
        """What is to be delivered: every line that was not withdrawn."""
        return [line for line in self.lines if line.what != WITHDRAWN]


class RequirementLine(Model):
    """One requirement in one baseline, and what became of it there: agreed as before, added, changed or withdrawn.

    Its number stays its own through all baselines of the project and is never given to another line.
    """

    __tablename__ = "requirement_line"

    baseline_id: Mapped[int] = mapped_column(ForeignKey("requirement_baseline.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    what: Mapped[str] = mapped_column(String(12))
    requirement: Mapped[str] = mapped_column(Text)
    level: Mapped[str] = mapped_column(String(12))
    acceptance: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
