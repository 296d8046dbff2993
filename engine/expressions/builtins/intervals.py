"""How points and intervals lie to one another, after Allen."""

from __future__ import annotations

from collections.abc import Callable

from engine.expressions.budget import Failure, Run
from engine.expressions.builtins.signature import BUILTINS, builtin, metered
from engine.expressions.compare import Truth, both, either, equal, ordered
from engine.expressions.literals import literal_range
from engine.expressions.values import Range, Value

Relation = Callable[[Run, Range, Range], Truth]


def _precedes(run: Run, one: Range, other: Range) -> Truth:
    touching = one.high_included and other.low_included
    return either(
        ordered(one.high, other.low, "<"),
        both(equal(one.high, other.low, run), not touching),
    )


def _meets(run: Run, one: Range, other: Range) -> Truth:
    return both(one.high_included and other.low_included, equal(one.high, other.low, run))


def _reaches(run: Run, one: Range, other: Range) -> Truth:
    """Whether the first begins before the second ends."""
    touching = one.low_included and other.high_included
    return either(
        ordered(one.low, other.high, "<"), both(equal(one.low, other.high, run), touching)
    )


def _overlaps(run: Run, one: Range, other: Range) -> Truth:
    return both(_reaches(run, one, other), _reaches(run, other, one))


def _starts_first(run: Run, one: Range, other: Range) -> Truth:
    wider = one.low_included and not other.low_included
    return either(ordered(one.low, other.low, "<"), both(equal(one.low, other.low, run), wider))


def _ends_first(run: Run, one: Range, other: Range) -> Truth:
    narrower = other.high_included or not one.high_included
    return either(
        ordered(one.high, other.high, "<"), both(equal(one.high, other.high, run), narrower)
    )


def _overlaps_before(run: Run, one: Range, other: Range) -> Truth:
    meeting = both(_starts_first(run, one, other), _reaches(run, other, one))
    return both(meeting, _ends_first(run, one, other))


def _finishes(run: Run, one: Range, other: Range) -> Truth:
    ends = both(one.high_included == other.high_included, equal(one.high, other.high, run))
    begins = other.low_included or not one.low_included
    return both(
        ends, either(ordered(other.low, one.low, "<"), both(equal(one.low, other.low, run), begins))
    )


def _starts(run: Run, one: Range, other: Range) -> Truth:
    begins = both(one.low_included == other.low_included, equal(one.low, other.low, run))
    return both(begins, _ends_first(run, one, other))


def _includes(run: Run, one: Range, other: Range) -> Truth:
    covers = one.low_included or not other.low_included
    begins = either(ordered(one.low, other.low, "<"), both(equal(one.low, other.low, run), covers))
    return both(begins, _ends_first(run, other, one))


def _coincides(run: Run, one: Range, other: Range) -> Truth:
    return equal(one, other, run)


def _point(value: Value) -> Range:
    return value if isinstance(value, Range) else Range(value, value, True, True)


def _declare(name: str, first: str, second: str, relation: Relation) -> None:
    """One relation under its name, its converse is declared with the arguments swapped."""

    def apply(run: Run, one: Value, other: Value) -> Truth:
        if one is None or other is None:
            raise Failure("argument-is-null", function=name)
        return relation(run, _point(one), _point(other))

    metered(f"{name}({first}, {second})")(apply)


def _declare_pair(
    names: tuple[str, str], arguments: tuple[tuple[str, str], ...], relation: Relation
) -> None:
    for first, second in arguments:
        _declare(names[0], first, second, relation)
    for second, first in arguments:
        _declare(names[1], first, second, lambda run, one, other: relation(run, other, one))


_RANGES = ("range1: range", "range2: range")
_POINTS = ("point1: any", "point2: any")
_POINT_IN_RANGE = ("point: any", "range: range")

_declare_pair(
    ("before", "after"),
    (_POINTS, ("point: any", "range: range"), ("range: range", "point: any"), _RANGES),
    _precedes,
)
_declare_pair(("meets", "met by"), (_RANGES,), _meets)
_declare_pair(("overlaps before", "overlaps after"), (_RANGES,), _overlaps_before)
_declare_pair(("finishes", "finished by"), (_POINT_IN_RANGE, _RANGES), _finishes)
_declare_pair(("starts", "started by"), (_POINT_IN_RANGE, _RANGES), _starts)
for _arguments in (("range: range", "point: any"), _RANGES):
    _declare("includes", *_arguments, _includes)
for _arguments in (_POINT_IN_RANGE, _RANGES):
    _declare("during", *_arguments, lambda run, one, other: _includes(run, other, one))
_declare("overlaps", *_RANGES, _overlaps)
_declare("coincides", *_POINTS, _coincides)
_declare("coincides", *_RANGES, _coincides)


@builtin("range(from: string)")
def range_of_text(text: str) -> Range:
    """An interval as FEEL writes it, with literal ends."""
    return literal_range(text, BUILTINS)
