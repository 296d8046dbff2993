"""Values as text, as FEEL writes them; what it writes, it can read again."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.expressions.budget import Run
from engine.expressions.numbers import written
from engine.expressions.temporal import (
    write_date,
    write_days,
    write_moment,
    write_months,
    write_time,
    write_wide,
)
from engine.expressions.values import FeelFunction, Range, Value, YearsMonthsDuration
from engine.expressions.wide import Wide


def as_text(value: Value, run: Run) -> str:
    """A value as text; a string alone stays as it is."""
    if isinstance(value, str):
        return value
    pieces: list[str] = []
    _write(value, pieces, run)
    return "".join(pieces)


def _write(value: Value, pieces: list[str], run: Run) -> None:
    write = _SCALARS.get(type(value))
    if write is not None:
        text = write(value)
        run.fit_text(len(text))
        pieces.append(text)
        run.spend(1)
        return
    run.enter()
    _COMPOSITES[type(value)](value, pieces, run)
    run.leave()


def _list(members: list[Value], pieces: list[str], run: Run) -> None:
    pieces.append("[")
    for index, member in enumerate(members):
        if index:
            pieces.append(", ")
        _write(member, pieces, run)
    pieces.append("]")


def _context(entries: dict[str, Value], pieces: list[str], run: Run) -> None:
    pieces.append("{")
    for index, (name, value) in enumerate(entries.items()):
        pieces.append(f"{', ' if index else ''}{_key(name)}: ")
        _write(value, pieces, run)
    pieces.append("}")


def _key(name: str) -> str:
    plain = all(part.isidentifier() for part in name.split(" ")) if name else False
    return name if plain else _quoted(name)


def _range(value: Range, pieces: list[str], run: Run) -> None:
    pieces.append("[" if value.low_included else "(")
    _write(value.low, pieces, run)
    pieces.append("..")
    _write(value.high, pieces, run)
    pieces.append("]" if value.high_included else ")")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


_SCALARS: dict[type, Any] = {
    type(None): lambda _value: "null",
    bool: lambda value: "true" if value else "false",
    Decimal: written,
    str: _quoted,
    datetime: write_moment,
    date: write_date,
    time: write_time,
    Wide: write_wide,
    timedelta: write_days,
    YearsMonthsDuration: write_months,
    FeelFunction: lambda value: f"function {value.name}",
}
_COMPOSITES: dict[type, Any] = {list: _list, dict: _context, Range: _range}
