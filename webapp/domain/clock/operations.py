"""Turn the clock, and load how far it is turned."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

import engine
from webapp.config import Settings
from webapp.domain.clock.models import ClockSetting

THE_ROW = 1
NEAR = timedelta(minutes=5)


class ClockIsFixed(engine.EngineError):
    """This installation's clock is the machine's; only demo and play databases may turn theirs."""


def load(session: Session, settings: Settings) -> None:
    """Make the engine's present this database's; costs nothing where the clock cannot be turned."""
    if _may_turn(settings):
        seconds = session.scalar(select(ClockSetting.offset_seconds))
        engine.turn_clock(timedelta(seconds=seconds or 0))


def turned_by(settings: Settings) -> timedelta | None:
    """How far this database's present stands from the machine's, where that is more than a hand's breadth."""
    offset = engine.clock_offset()
    return offset if _may_turn(settings) and abs(offset) > NEAR else None


def turn(session: Session, *, to: datetime, settings: Settings) -> datetime:
    """Let this database's present be the given moment, from now on."""
    if not _may_turn(settings):
        raise ClockIsFixed("clock-is-fixed")
    real_now = engine.now() - engine.clock_offset()
    return _keep(session, to - real_now)


def turn_back(session: Session, *, settings: Settings) -> datetime:
    """Return to the machine's present."""
    if not _may_turn(settings):
        raise ClockIsFixed("clock-is-fixed")
    return _keep(session, timedelta())


def _keep(session: Session, offset: timedelta) -> datetime:
    session.merge(ClockSetting(id=THE_ROW, offset_seconds=offset.total_seconds()))
    engine.turn_clock(offset)
    return engine.now()


def _may_turn(settings: Settings) -> bool:
    return settings.demo or settings.turnable_clock
