"""The inbox in the order of a working day: what is late, what is due today, this week, and what has time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from flask_babel import gettext, to_user_timezone

import engine
from webapp.domain.tasks import InboxRow

WEEK_DAYS = 7


@dataclass
class Section:
    """Rows that press equally, under one heading."""

    key: str
    title: str
    rows: list[InboxRow] = field(default_factory=list)


def sections(rows: list[InboxRow]) -> list[Section]:
    """The rows under their headings, in the order they came; one heading alone says nothing and is left out."""
    found: list[Section] = []
    for row in rows:
        key, title = _pressing(row)
        if not found or found[-1].key != key:
            found.append(Section(key, title))
        found[-1].rows.append(row)
    return found


def _pressing(row: InboxRow) -> tuple[str, str]:
    """How soon a task is due, in the reader's calendar days."""
    if row.task.closed_at is not None:
        return "done", ""
    if row.task.due_at is None:
        return "open", gettext("No date")
    if row.is_overdue:
        return "overdue", gettext("Overdue")
    today = to_user_timezone(engine.now()).date()
    day = to_user_timezone(row.task.due_at).date()
    if day <= today:
        return "today", gettext("Today")
    if day < today + timedelta(days=WEEK_DAYS):
        return "week", gettext("The next seven days")
    return "later", gettext("After that")
