"""The plan beside what was reported of it: each task with its place in time. Pure but for `progress_of`, which reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

import engine
from webapp.domain import packages
from webapp.domain.projects import Project
from webapp.domain.schedule.plan import Plan, plan_of

DONE, LATE, RUNNING, AHEAD = "done", "late", "running", "ahead"


@dataclass(frozen=True)
class Bar:
    """One task of the plan: its days, when it was done, and how it stands today."""

    task: str
    owner: str
    start: date
    due: date
    done_on: date | None
    state: str

    @property
    def end(self) -> date:
        """The last day of its bar: when it was done, else when it is due."""
        return max(self.start, self.done_on or self.due)


@dataclass(frozen=True)
class Phase:
    """The tasks of one phase."""

    name: str
    bars: tuple[Bar, ...]

    @property
    def is_done(self) -> bool:
        """Whether every task was reported done."""
        return all(bar.state == DONE for bar in self.bars)


@dataclass(frozen=True)
class Timetable:
    """Every phase on one line of days, from the first beginning to the last end."""

    phases: tuple[Phase, ...]
    first: date
    last: date
    today: date
    changes: int

    def share(self, day: date) -> float:
        """Where a day lies on the line: 0 at the beginning of the first, 100 at the end of the last."""
        days = (self.last - self.first).days + 1
        return round(100 * min(max((day - self.first).days, 0), days) / days, 2)


def progress_of(session: Session, project: Project, *, today: date) -> Timetable | None:
    """The plan in force with what was reported done; None before there is one, or where its dates cannot be read."""
    plan = plan_of(session, project)
    element, _, key = packages.manifest(session, project.version_id).plan.get("reported", "").partition(".")
    sheets = engine.answer_history(session, project.instance_id or 0, element) if element and plan.work else []
    done: dict[str, str] = {}
    for sheet in sorted(sheets, key=lambda each: each.at):
        done |= {str(row.get("task")): str(row["done_on"]) for row in sheet.data.get(key) or [] if row.get("done_on")}
    return timetable(plan, done, today=today)


def timetable(plan: Plan, done: Mapping[str, str], *, today: date) -> Timetable | None:
    """Lay the plan's tasks on the line; a task without readable dates has no place on it."""
    phases = []
    names = [str(phase.get("name") or "") for phase in plan.phases]
    numbers = sorted({int(row.get("phase") or 1) for row in plan.work})
    for number in numbers:
        bars = [bar for row in plan.work if int(row.get("phase") or 1) == number
                and (bar := _bar(row, done, today)) is not None]
        if bars:
            phases.append(Phase(names[number - 1] if 0 < number <= len(names) else "", tuple(bars)))
    if not phases:
        return None
    bars = [bar for phase in phases for bar in phase.bars]
    first, last = min(bar.start for bar in bars), max(max(bar.end, bar.due) for bar in bars)
    if not all(phase.is_done for phase in phases):
        first, last = min(first, today), max(last, today)
    return Timetable(tuple(phases), first, last, today, plan.changes)


def _bar(row: Mapping[str, Any], done: Mapping[str, str], today: date) -> Bar | None:
    start, due = _day(row.get("start")), _day(row.get("due"))
    if start is None or due is None:
        return None
    task = str(row.get("task") or "")
    done_on = _day(done.get(task))
    return Bar(task, str(row.get("owner") or ""), start, due, done_on, _state(start, due, done_on, today))


def _state(start: date, due: date, done_on: date | None, today: date) -> str:
    if done_on is not None:
        return DONE
    if due < today:
        return LATE
    return RUNNING if start <= today else AHEAD


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def late_days(bar: Bar, today: date) -> int:
    """By how many days a task was done late, or is late already; 0 when it is not."""
    return max(0, ((bar.done_on or today) - bar.due).days)

