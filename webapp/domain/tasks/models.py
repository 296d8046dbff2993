"""What people leave at a task before and beside its answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.db import Model
from webapp.domain.once import SentOnce


class Draft(Model):
    """A half-filled form, saved as it is typed; the same person finds it on every device."""

    __tablename__ = "task_draft"

    task_id: Mapped[int] = mapped_column(ForeignKey("engine_task.id"), primary_key=True)
    actor: Mapped[str] = mapped_column(String(80), primary_key=True)
    data: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]


class Comment(SentOnce, Model):
    """One word in a task's thread; the thread stays when the step comes round again."""

    __tablename__ = "task_comment"
    __table_args__ = (Index("ix_task_comment_instance_id_element_id", "instance_id", "element_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("engine_instance.id"))
    task_id: Mapped[int] = mapped_column(ForeignKey("engine_task.id"), index=True)
    element_id: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
