"""How far this database's present stands from the machine's."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from webapp.db import Model


class ClockSetting(Model):
    """The one row of the turned clock."""

    __tablename__ = "clock_setting"

    id: Mapped[int] = mapped_column(primary_key=True)
    offset_seconds: Mapped[float]
