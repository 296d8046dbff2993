"""Hit policies: what a table answers when none, one or several of its rules hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from engine.expressions.budget import Failure, Run
from engine.expressions.builtins import BUILTINS
from engine.expressions.calls import invoke
from engine.expressions.compare import same
from engine.expressions.values import Value


@dataclass(frozen=True, slots=True)
class Outcome:
    """The rules that hold, by number, and how to see what they say."""

    table: str
    hits: list[int]
    row: Callable[[int], list[Value]]
    result: Callable[[list[Value]], Value]
    priorities: Callable[[], list[list[Value]]]
    run: Run

    def value(self, number: int) -> Value:
        """What one rule answers."""
        return self.result(self.row(number))

    def values(self) -> list[Value]:
        """What all of them answer, in the order of the rules."""
        return [self.value(number) for number in self.hits]


Policy = Callable[[Outcome], Value]


def unique(outcome: Outcome) -> Value:
    """At most one rule may hold."""
    if len(outcome.hits) > 1:
        raise Failure("several-rules-hold", table=outcome.table, rules=outcome.hits)
    return outcome.value(outcome.hits[0]) if outcome.hits else None


def any_(outcome: Outcome) -> Value:
    """Several may hold if they all answer the same."""
    if not outcome.hits:
        return None
    first, *others = outcome.values()
    if not all(same(first, other, outcome.run) or first is other for other in others):
        raise Failure("rules-disagree", table=outcome.table, rules=outcome.hits)
    return first


def first(outcome: Outcome) -> Value:
    """The topmost."""
    return outcome.value(outcome.hits[0]) if outcome.hits else None


def priority(outcome: Outcome) -> Value:
    """The one whose output ranks first."""
    ranked = output_order(outcome)
    return ranked[0] if ranked else None


def collect(outcome: Outcome) -> Value:
    """All of them, in the order of the rules."""
    return outcome.values()


def output_order(outcome: Outcome) -> list[Value]:
    """All of them, best rank first."""
    orders = outcome.priorities()

    def rank(row: list[Value]) -> list[int]:
        return [
            _place(value, order, outcome.run) for value, order in zip(row, orders, strict=True)
        ]

    rows = [outcome.row(number) for number in outcome.hits]
    return [outcome.result(row) for row in sorted(rows, key=rank)]


def _place(value: Value, order: list[Value], run: Run) -> int:
    for place, each in enumerate(order):
        if same(value, each, run):
            return place
    return len(order)


def _aggregated(function: str) -> Policy:
    def aggregate(outcome: Outcome) -> Value:
        values = outcome.values()
        if not values:
            return None
        return invoke(BUILTINS[function], (values,), None, outcome.run)

    return aggregate


def count(outcome: Outcome) -> Value:
    """How many answers."""
    return Decimal(len(outcome.values()))


POLICIES: dict[str, Policy] = {
    "UNIQUE": unique,
    "ANY": any_,
    "FIRST": first,
    "PRIORITY": priority,
    "COLLECT": collect,
    "RULE ORDER": collect,
    "OUTPUT ORDER": output_order,
}
AGGREGATORS: dict[str, Policy] = {
    "SUM": _aggregated("sum"),
    "MIN": _aggregated("min"),
    "MAX": _aggregated("max"),
    "COUNT": count,
}
