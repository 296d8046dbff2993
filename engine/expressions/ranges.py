"""Building intervals: both ends of one ordered kind, in order."""

from __future__ import annotations

from engine.expressions.budget import Failure
from engine.expressions.compare import ordered
from engine.expressions.values import Range, Value, kind


def make_range(
    low: Value, high: Value, low_included: bool, high_included: bool, *, open_ended: bool = False
) -> Range:
    """An interval from low to high. A null end is open for ever, but not both."""
    if low is None and high is None:
        raise Failure("range-without-ends")
    if low is None or high is None:
        return Range(low, high, low_included and low is not None, high_included and high is not None)
    if not open_ended and ordered(low, high, "<=") is not True:
        raise Failure("range-out-of-order", low=kind(low), high=kind(high))
    return Range(low, high, low_included, high_included)
