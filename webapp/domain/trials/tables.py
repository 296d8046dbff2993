"""Examples of decision tables: what is put in and what must come out, one file for each decision.

    [given]                      # what every example puts in, where it says nothing else
    severity = "minor"

    [[example]]
    about = "影响生产的，一天内解决"
    given = { stops_work = true }
    answer = { solve_within = "P1D" }

Of a row's columns only those count that the answer names. `on` is the day on which it is asked.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import engine

PREFIX, SUFFIX = "examples/tables/", ".toml"
NOON = time(12, tzinfo=UTC)


@dataclass(frozen=True)
class TableExample:
    """One question to a decision, and its answer."""

    decision: str
    about: str
    given: Mapping[str, Any]
    answer: Any
    on: date | None

    def asked(self, files: Mapping[str, bytes]) -> engine.Trial:
        """What the decision of these files says."""
        with engine.clock_stands_at(datetime.combine(self.on, NOON)) if self.on else nullcontext():
            return engine.try_decision(files, self.decision, self.given)

    def is_answered_by(self, value: Any) -> bool:
        """Whether this value is the answer, or a row with more columns than the answer names."""
        return _same(self.answer, value)


def table_examples(files: Mapping[str, bytes]) -> Iterator[TableExample]:
    """The examples of all tables. Raises ValueError, KeyError or TypeError where a file cannot be read."""
    for path in sorted(files):
        if path.startswith(PREFIX) and path.endswith(SUFFIX):
            told = tomllib.loads(files[path].decode())
            for row in told["example"]:
                yield TableExample(path.removeprefix(PREFIX).removesuffix(SUFFIX), str(row["about"]),
                                   {**told.get("given", {}), **row.get("given", {})}, row["answer"], row.get("on"))


def _same(wanted: Any, found: Any) -> bool:
    if isinstance(wanted, dict):
        return isinstance(found, Mapping) and all(_same(each, found.get(name)) for name, each in wanted.items())
    if isinstance(wanted, list):
        return isinstance(found, list) and len(wanted) == len(found) and all(map(_same, wanted, found))
    return bool(wanted == found)
