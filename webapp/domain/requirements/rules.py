"""Comparing requirements line by line: what an edited list changes, what was overtaken, what comes of it. Pure functions.

A line is a mapping with `number`, `requirement`, `level`, `acceptance` and `source`. A change is a mapping with
`number` (None for a line that is added), `what`, `old` and `new` as both sides read them, and the `reason`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Line = Mapping[str, Any]
Change = Mapping[str, Any]

ADDED, CHANGED, WITHDRAWN, AGREED = "added", "changed", "withdrawn", "agreed"
SAID = ("requirement", "level", "acceptance")
"""What both sides agree on in a line; who asked for it is only noted."""


def said(line: Line) -> dict[str, str]:
    """The words of a line that both sides agree on."""
    return {key: str(line.get(key) or "").strip() for key in SAID}


def difference(base: Sequence[Line], edited: Sequence[Line]) -> list[dict[str, Any]]:
    """What an edited list changes of the lines it was made from.

    A row without a number is added, one ticked `withdraw` is withdrawn, other words are a change. A line whose row is
    missing stays as it is: nothing goes without being withdrawn.
    """
    known = {line["number"]: line for line in base}
    found = []
    for row in edited:
        old, new = known.get(row.get("number")), said(row)
        if old is None:
            found.append(_change(None, ADDED, None, new, row))
        elif row.get("withdraw"):
            found.append(_change(old["number"], WITHDRAWN, said(old), None, row))
        elif new != said(old):
            found.append(_change(old["number"], CHANGED, said(old), new, row))
    return found


def overtaken(changes: Sequence[Change], in_force: Sequence[Line]) -> list[Change]:
    """The changes whose line no longer reads as it did when they were written."""
    now = {line["number"]: said(line) for line in in_force}
    return [change for change in changes if change["number"] is not None and now.get(change["number"]) != change["old"]]


def edited(in_force: Sequence[Line], changes: Sequence[Change]) -> list[dict[str, Any]]:
    """The lines in force with the changes written over them, as a form shows them to go on from."""
    by_number = {change["number"]: change for change in changes if change["number"] is not None}
    rows = [{**_row(line), **_written(by_number.get(line["number"]))} for line in in_force]
    return rows + [{"number": None, **change["new"], "withdraw": False, "reason": change["reason"]}
                   for change in changes if change["number"] is None]


def with_changes(in_force: Sequence[Line], changes: Sequence[Change], *, highest: int) -> list[dict[str, Any]]:
    """The lines of the next baseline, each with what became of it; `highest` is the last number that was ever given."""
    by_number = {change["number"]: change for change in changes if change["number"] is not None}
    lines = [_next(line, by_number.get(line["number"])) for line in in_force]
    added = [change for change in changes if change["number"] is None]
    return lines + [{"number": number, "what": ADDED, "source": "", **change["new"], "reason": change["reason"]}
                    for number, change in enumerate(added, start=highest + 1)]


def signed_anew(in_force: Sequence[Line], rows: Sequence[Line]) -> list[dict[str, Any]]:
    """A whole list that was signed once more, as changes: a requirement that reads as before keeps its number."""
    numbers = {said(line)["requirement"]: line["number"] for line in in_force}
    numbered = [{**row, "number": numbers.pop(said(row)["requirement"], None), "reason": ""} for row in rows]
    gone = [{**line, "withdraw": True, "reason": ""} for line in in_force if line["number"] in numbers.values()]
    return difference(in_force, [*numbered, *gone])


def touches_acceptance(changes: Sequence[Change]) -> bool:
    """Whether anything that was agreed becomes another thing to accept: a line goes, or its level or criterion changes."""
    return any(change["what"] == WITHDRAWN or (
        change["what"] == CHANGED and any(change["old"][key] != change["new"][key] for key in ("level", "acceptance")))
        for change in changes)


def _change(number: int | None, what: str, old: Line | None, new: Line | None, row: Line) -> dict[str, Any]:
    return {"number": number, "what": what, "old": old, "new": new, "reason": str(row.get("reason") or "").strip()}


def _row(line: Line) -> dict[str, Any]:
    return {"number": line["number"], **said(line), "withdraw": False, "reason": ""}


def _written(change: Change | None) -> dict[str, Any]:
    if change is None:
        return {}
    return {**(change["new"] or {}), "withdraw": change["what"] == WITHDRAWN, "reason": change["reason"]}


def _next(line: Line, change: Change | None) -> dict[str, Any]:
    kept = {**said(line), "number": line["number"], "source": line.get("source") or ""}
    if change is None:
        return {**kept, "what": AGREED, "reason": ""}
    return {**kept, **(change["new"] or {}), "what": change["what"], "reason": change["reason"]}
