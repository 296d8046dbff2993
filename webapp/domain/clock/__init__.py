"""The turned clock: one offset in the database, so that web and worker live in the same present.

Only demo and play databases turn it; elsewhere nothing is read and turning is refused.
"""

from webapp.domain.clock.models import ClockSetting
from webapp.domain.clock.operations import ClockIsFixed, load, turn, turn_back, turned_by

__all__ = ["ClockIsFixed", "ClockSetting", "load", "turn", "turn_back", "turned_by"]
