"""Tables of what customer and project team say to each other: remarks on requirements, and messages."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.db import Model
from webapp.domain.once import SentOnce


class RequirementRemark(SentOnce, Model):
    """What a contact says of one requirement in one version: accepted, rejected or unclear; and our answer to it."""

    __tablename__ = "requirement_remark"
    __table_args__ = (Index("ix_requirement_remark_project_id", "project_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    document_version_id: Mapped[int] = mapped_column(ForeignKey("document_version.id"))
    line: Mapped[int]
    requirement: Mapped[str] = mapped_column(Text)
    """The words of the line as they were read: a later version may number or word it otherwise."""
    verdict: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by: Mapped[str | None] = mapped_column(String(80))
    answered_at: Mapped[datetime | None]


class PortalMessage(SentOnce, Model):
    """One message between the customer's contacts and the project team."""

    __tablename__ = "portal_message"
    __table_args__ = (Index("ix_portal_message_project_id", "project_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    actor: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
