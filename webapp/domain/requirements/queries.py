"""Find what is to be delivered: the baseline in force, its lines, and how it came to be so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.domain.requirements.models import RequirementBaseline, RequirementLine
from webapp.domain.requirements.rules import AGREED, CHANGED, WITHDRAWN


@dataclass(frozen=True)
class ComparedLine:
    """A line that one baseline changed: as it read before, as it reads now, and why."""

    number: int
    what: str
    old: RequirementLine | None
    new: RequirementLine | None
    reason: str


@dataclass(frozen=True)
class Comparison:
    """A baseline beside the one before it; the first has nothing before it and so no changes."""

    baseline: RequirementBaseline
    changes: list[ComparedLine]


def in_force(session: Session, project_id: int) -> RequirementBaseline | None:
    """The baseline in force; None before the requirements are signed."""
    query = select(RequirementBaseline).where(RequirementBaseline.project_id == project_id)
    return session.scalar(query.order_by(RequirementBaseline.number.desc()).limit(1))


def lines_in_force(session: Session, project_id: int) -> list[dict[str, Any]]:
    """The lines of the baseline in force as plain rows; none before the requirements are signed."""
    baseline = in_force(session, project_id)
    return [as_row(line) for line in baseline.standing_lines] if baseline else []


def numbered(session: Session, project_id: int, number: int) -> RequirementBaseline | None:
    """The project's baseline of this number."""
    return session.scalar(select(RequirementBaseline).where(
        RequirementBaseline.project_id == project_id, RequirementBaseline.number == number))


def comparisons(session: Session, project_id: int) -> list[Comparison]:
    """Every baseline of the project beside the one before it, the newest first."""
    query = select(RequirementBaseline).where(RequirementBaseline.project_id == project_id)
    found = list(session.scalars(query.order_by(RequirementBaseline.number)))
    pairs = zip([None, *found], found, strict=False)
    return [Comparison(baseline, compared(before.lines, baseline.lines) if before else [])
            for before, baseline in pairs][::-1]


def compared(before: Sequence[RequirementLine], now: Sequence[RequirementLine]) -> list[ComparedLine]:
    """The lines that were added, changed or withdrawn, by their numbers."""
    old = {line.number: line for line in before}
    return [ComparedLine(line.number, line.what, old[line.number] if line.what in (CHANGED, WITHDRAWN) else None,
                         None if line.what == WITHDRAWN else line, line.reason)
            for line in now if line.what != AGREED]


def highest_number(session: Session, project_id: int) -> int:
    """The last line number that was ever given in the project."""
    query = (select(func.max(RequirementLine.number)).join(
        RequirementBaseline, RequirementBaseline.id == RequirementLine.baseline_id)
        .where(RequirementBaseline.project_id == project_id))
    return session.scalar(query) or 0


def as_row(line: RequirementLine) -> dict[str, Any]:
    """A line as forms, documents and comparisons read it."""
    return {"number": line.number, "requirement": line.requirement, "level": line.level,
            "acceptance": line.acceptance, "source": line.source}
