"""What changes make of a plan: tasks come, move or go, money is added or taken, phases stretch. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
MOVED = ("phase", "owner", "start", "due", "depends_on")
NEW = {**dict.fromkeys(MOVED), "depends_on": ""}  # as the plan's own form says that nothing comes before


def with_tasks(work: Sequence[Row], changes: Sequence[Row]) -> list[dict[str, Any]]:
    """The tasks after a change: `add` one, `move` one to other dates or hands, `drop` one; named by its task."""
    tasks = {str(row["task"]): dict(row) for row in work}
    for change in changes:
        name = str(change.get("task") or "")
        if change.get("what") == "drop":
            tasks.pop(name, None)
        else:
            said = {key: change[key] for key in MOVED if change.get(key) not in (None, "")}
            tasks[name] = {**NEW, **tasks.get(name, {}), "task": name, **said}
    return list(tasks.values())


def counted_on(work: Sequence[Row], *, known: int | None, there: int) -> list[dict[str, Any]]:
    """A change's tasks where another added phases since: what it calls a new phase comes after all that are there.

    `known` is upon how many phases it was written; what names one of those means that very phase.
    """
    later = max(there - known, 0) if known is not None else 0
    return [{**row, "phase": row["phase"] + later} if known is not None and (row.get("phase") or 0) > known else dict(row)
            for row in work]


def with_money(budget: Sequence[Row], changes: Sequence[Row]) -> list[dict[str, Any]]:
    """The budget after a change: each amount goes to its category, or becomes a line of its own."""
    lines = [dict(row) for row in budget]
    for change in changes:
        amount = change.get("amount")
        if not amount:
            continue
        line = next((row for row in lines if row.get("category") == change.get("category") and row.get("planned")), None)
        if line is None:
            lines.append({"category": change.get("category"), "note": change.get("note"), "planned": dict(amount)})
        else:
            line["planned"] = {**line["planned"], "amount_minor": line["planned"]["amount_minor"] + amount["amount_minor"]}
    return lines


def stretched(phases: Sequence[Row], work: Sequence[Row]) -> list[dict[str, Any]]:
    """The phases, none of which ends before its last task does; days are ISO texts, which compare as days do."""
    ends: dict[int, str] = {}
    for row in work:
        if row.get("due"):
            number = int(row.get("phase") or 0)
            ends[number] = max(ends.get(number, ""), str(row["due"]))
    return [{**phase, "due": max(str(phase.get("due") or ""), ends.get(number, ""))}
            for number, phase in enumerate(phases, start=1)]
