"""Tables of drafts: every saved revision of every file is a row; nothing is ever overwritten."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.db import Model
from webapp.domain.once import SentOnce


class Draft(Model):
    """A package being edited. One is open per package; it ends by publication or by being thrown away."""

    __tablename__ = "draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    package: Mapped[str] = mapped_column(String(60), index=True)
    base_version_id: Mapped[int | None] = mapped_column(ForeignKey("engine_version.id"))
    begun_from: Mapped[str] = mapped_column(String(20))
    begun_by: Mapped[str] = mapped_column(String(80))
    begun_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(String(80))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("engine_version.id"))

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class OpenDraft(Model):
    """Which draft of a package is open: the row that is locked before anything is saved."""

    __tablename__ = "open_draft"

    package: Mapped[str] = mapped_column(String(60), primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), unique=True)


class DraftContent(Model):
    """The bytes of revisions, packed, named by the SHA-256 of what they unpack to."""

    __tablename__ = "draft_content"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    packed: Mapped[bytes] = mapped_column(LargeBinary)
    size: Mapped[int]


class DraftRevision(Model):
    """One saved state of one file; without content it was removed. The highest number is what holds."""

    __tablename__ = "draft_revision"
    __table_args__ = (UniqueConstraint("draft_id", "path", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), index=True)
    path: Mapped[str] = mapped_column(String(160))
    number: Mapped[int]
    sha256: Mapped[str | None] = mapped_column(ForeignKey("draft_content.sha256"))
    saved_by: Mapped[str] = mapped_column(String(80))
    saved_at: Mapped[datetime]


class DraftPresence(Model):
    """Who has a file of a draft open; a row that is not renewed counts no more after a minute."""

    __tablename__ = "draft_presence"

    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), primary_key=True)
    person: Mapped[str] = mapped_column(String(80), primary_key=True)
    path: Mapped[str] = mapped_column(String(160))
    seen_at: Mapped[datetime]


class ElementComment(SentOnce, Model):
    """A remark about an element of a package's file; it outlives the draft it was written in."""

    __tablename__ = "element_comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    package: Mapped[str] = mapped_column(String(60), index=True)
    path: Mapped[str] = mapped_column(String(160))
    element: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    written_by: Mapped[str] = mapped_column(String(80))
    written_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[str | None] = mapped_column(String(80))


class Review(Model):
    """A reviewer's word on exactly one content of a draft: another content wants another review."""

    __tablename__ = "draft_review"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    approves: Mapped[bool]
    note: Mapped[str] = mapped_column(Text)
    reviewed_by: Mapped[str] = mapped_column(String(80))
    reviewed_at: Mapped[datetime]


class ReviewRequest(Model):
    """Somebody asks another owner for their word on one content of a draft; each content is asked about once."""

    __tablename__ = "draft_review_request"
    __table_args__ = (UniqueConstraint("draft_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    asked_by: Mapped[str] = mapped_column(String(80))
    asked_at: Mapped[datetime]


class Publication(Model):
    """A version that came from the studio: its release notes, and whose word it was. Disk never overwrites one."""

    __tablename__ = "publication"

    version_id: Mapped[int] = mapped_column(ForeignKey("engine_version.id"), primary_key=True, autoincrement=False)
    package: Mapped[str] = mapped_column(String(60), index=True)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("draft.id"))
    again_version_id: Mapped[int | None] = mapped_column(ForeignKey("engine_version.id"))
    notes: Mapped[str] = mapped_column(Text)
    published_by: Mapped[str] = mapped_column(String(80))
    published_at: Mapped[datetime]
    reviewed_by: Mapped[str | None] = mapped_column(String(80))


class Trial(Model):
    """A draft being played: its steps alone. Playing repeats them in a database of its own, in memory (ADR 0016)."""

    __tablename__ = "draft_trial"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), index=True)
    story: Mapped[dict[str, Any]]
    revision: Mapped[int] = mapped_column(default=1)
    begun_by: Mapped[str] = mapped_column(String(80))
    begun_at: Mapped[datetime]
