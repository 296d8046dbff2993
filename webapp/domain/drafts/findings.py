"""Everything that is wrong or doubtful in a draft, from every floor, as one list: publishing needs it free of errors."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Collection, Mapping

import engine
from webapp.domain import packages

KEPT = 16
STOPS = frozenset({"refusal", "error"})
_kept: OrderedDict[str, list[engine.Finding]] = OrderedDict()


def findings(files: Mapping[str, bytes], *, handlers: Collection[str]) -> list[engine.Finding]:
    """What the check refuses and what the lint doubts, the gravest first; kept for the same content."""
    key = _hash(files)
    if key not in _kept:
        found = {str(each): each for each in (*packages.check(files, handlers=handlers), *packages.lint(files))}
        _kept[key] = sorted(found.values(), key=_order)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return _kept[key]


def stops_publishing(found: Collection[engine.Finding]) -> int:
    """How many of them are errors."""
    return sum(1 for each in found if each.severity in STOPS)


def _order(found: engine.Finding) -> tuple[int, str, int]:
    return ("refusal", "error", "warning").index(found.severity), found.file, found.line or 0


def _hash(files: Mapping[str, bytes]) -> str:
    listed = "".join(f"{hashlib.sha256(content).hexdigest()} {path}\n" for path, content in sorted(files.items()))
    return hashlib.sha256(listed.encode()).hexdigest()
