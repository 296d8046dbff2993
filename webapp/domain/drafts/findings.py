"""Everything that is wrong or doubtful in a draft, from every floor, as one list: publishing needs it free of errors."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import engine
from webapp.domain import packages

STOPS = frozenset({"refusal", "error"})


def findings(files: Mapping[str, bytes], *, handlers: Collection[str]) -> list[engine.Finding]:
    """What the check refuses and what the lint doubts, the gravest first."""
    found = {str(each): each for each in (*packages.check(files, handlers=handlers), *packages.lint(files))}
    return sorted(found.values(), key=_order)


def stops_publishing(found: Collection[engine.Finding]) -> int:
    """How many of them are errors."""
    return sum(1 for each in found if each.severity in STOPS)


def _order(found: engine.Finding) -> tuple[int, str, int]:
    return ("refusal", "error", "warning").index(found.severity), found.file, found.line or 0
