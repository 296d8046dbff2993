"""The plan of a project as bars on one line of days, and the same in words."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext, ngettext, to_user_timezone

import engine
from webapp.db import db
from webapp.domain import people, schedule
from webapp.domain.projects import Project


@dataclass(frozen=True)
class Told:
    """The timetable with the names of those who do the work."""

    line: schedule.Timetable
    names: dict[str, str]

    def owner(self, bar: schedule.Bar) -> str:
        """Who does it."""
        return self.names.get(bar.owner, bar.owner)

    def words(self, bar: schedule.Bar) -> str:
        """How a task stands, in words."""
        days = schedule.late_days(bar, self.line.today)
        late = ngettext("%(num)s day late", "%(num)s days late", days) if days else ""
        if bar.state == "done":
            return str(gettext("done, %(late)s", late=late) if late else gettext("done"))
        return str(late or (gettext("under way") if bar.state == "running" else gettext("ahead")))

    def width(self, bar: schedule.Bar) -> float:
        """How much of the line a task takes, in hundredths; its last day is whole."""
        days = (self.line.last - self.line.first).days + 1
        return round(max(self.line.share(bar.end) + 100 / days - self.line.share(bar.start), 0.6), 2)


def timetable(project: Project) -> Told | None:
    """The plan in force; None before there is one."""
    today = to_user_timezone(engine.now()).date()
    line = schedule.progress_of(db.session(), project, today=today)
    if line is None:
        return None
    return Told(line, people.named(db.session(), [bar.owner for phase in line.phases for bar in phase.bars]))
