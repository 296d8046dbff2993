"""Equality, order, membership and three-valued logic."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Any

from engine.expressions.budget import Failure, Run
from engine.expressions.moments import offset_of, place_in_time
from engine.expressions.values import Range, Value, YearsMonthsDuration, kind
from engine.expressions.wide import Wide, plain_of

Truth = bool | None

ORDERS: dict[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}
_ORDERED = (Decimal, str, timedelta, YearsMonthsDuration)


def both(left: Truth, right: Truth) -> Truth:
    """FEEL's `and`: unknown unless one side settles it."""
    if left is False or right is False:
        return False
    return True if left is True and right is True else None


def either(left: Truth, right: Truth) -> Truth:
    """FEEL's `or`: unknown unless one side settles it."""
    if left is True or right is True:
        return True
    return False if left is False and right is False else None


def opposite(truth: Truth) -> Truth:
    """FEEL's `not`."""
    return None if truth is None else not truth


def truth_of(value: Value) -> Truth:
    """A value as a logical operand: what is no boolean is unknown."""
    return value if isinstance(value, bool) else None


def equal(left: Value, right: Value, run: Run) -> Truth:
    """Whether two values are equal; values of different kinds cannot be compared (null)."""
    if left is None or right is None:
        return left is right
    if not _alike(left, right):
        return None
    if isinstance(left, (list, dict)):
        return _all_equal(left, right, run)
    if isinstance(left, Range):
        return _same_range(left, right, run)
    return left is right or bool(_comparable(left) == _comparable(right))


def _alike(left: Value, right: Value) -> bool:
    """Whether two values are of one kind."""
    return type(left) is type(right) or type(plain_of(left)) is type(plain_of(right))


def same(left: Value, right: Value, run: Run) -> bool:
    """Whether two values are certainly equal."""
    return equal(left, right, run) is True


def _all_equal(left: Value, right: Value, run: Run) -> Truth:
    if left is right:
        return True
    if len(left) != len(right):
        return False
    run.enter(len(left))
    try:
        return _members_equal(left, right, run)
    finally:
        run.leave()


def _members_equal(left: Value, right: Value, run: Run) -> Truth:
    if isinstance(left, dict):
        if left.keys() != right.keys():
            return False
        pairs = [(left[key], right[key]) for key in left]
    else:
        pairs = list(zip(left, right, strict=True))
    for one, other in pairs:
        answer = equal(one, other, run)
        if answer is not True:
            return answer
    return True


def _same_range(left: Range, right: Range, run: Run) -> Truth:
    if left.low_included != right.low_included or left.high_included != right.high_included:
        return False
    return both(equal(left.low, right.low, run), equal(left.high, right.high, run))


def _comparable(value: Value) -> Any:
    """What Python may compare in place of a value: where it stands in time, local times by themselves."""
    plain = plain_of(value)
    if isinstance(plain, (datetime, time)):
        return (offset_of(value) is not None, place_in_time(value))
    return (False, place_in_time(value)) if isinstance(plain, date) else value


def before(left: Value, right: Value, order: str) -> bool:
    """One of the four orders between two values of one ordered kind; anything else fails."""
    if not _alike(left, right):
        raise Failure("not-comparable", left=kind(left), right=kind(right))
    if isinstance(left, (date, time, Wide)):
        one, other = _comparable(left), _comparable(right)
        if one[0] != other[0]:
            raise Failure("local-against-zoned-time")
        return ORDERS[order](one[1], other[1])
    if not isinstance(left, _ORDERED):
        raise Failure("no-order", kind=kind(left))
    return ORDERS[order](left, right)


def ordered(left: Value, right: Value, order: str) -> Truth:
    """Like `before`, but what cannot be compared is unknown."""
    try:
        return before(left, right, order)
    except Failure:
        return None


def contains(interval: Range, value: Value) -> Truth:
    """Whether a value lies in an interval."""
    above = interval.low is None or ordered(
        value, interval.low, ">=" if interval.low_included else ">"
    )
    below = interval.high is None or ordered(
        value, interval.high, "<=" if interval.high_included else "<"
    )
    return both(above, below)


def passes(test: Value, value: Value, run: Run) -> Truth:
    """Whether a value satisfies what one test evaluated to: an interval, a list or an equal."""
    if isinstance(test, Range):
        return contains(test, value) if not isinstance(value, Range) else equal(test, value, run)
    if isinstance(test, list):
        return _in_list(test, value, run)
    return equal(value, test, run)


def _in_list(members: list[Value], value: Value, run: Run) -> Truth:
    run.spend(len(members))
    if isinstance(value, list) and equal(members, value, run) is True:
        return True
    for member in members:
        held = (
            contains(member, value)
            if isinstance(member, Range) and not isinstance(value, Range)
            else equal(member, value, run)
        )
        if held is True:
            return True
    return False


def truthful(answer: Truth, left: Value, right: Value) -> Truth:
    """An unknown comparison of two values that are there is a failure, not an answer."""
    if answer is None and left is not None and right is not None:
        raise Failure("not-comparable", left=kind(left), right=kind(right))
    return answer
