"""What is kept of the schedule: the light that a project's decision table judged last. The plan itself stands in the answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.db import Model


class ProjectLight(Model):
    """The light of a project as its decision table computed it, and until when: nobody writes one by hand."""

    __tablename__ = "project_light"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True, autoincrement=False)
    colour: Mapped[str] = mapped_column(String(20))
    why: Mapped[str] = mapped_column(Text)
    slip_percent: Mapped[float]
    process_id: Mapped[str] = mapped_column(String(100))
    """Whose work it judges."""
    judged_at: Mapped[datetime]
    over_at: Mapped[datetime | None]
    """When the work that it judges was over; before and after there is no light."""
