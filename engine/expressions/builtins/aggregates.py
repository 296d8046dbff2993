"""Functions that make one value of many: min(1, 2, 3) or min([1, 2, 3])."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import reduce

from engine.expressions.budget import Failure
from engine.expressions.builtins.signature import listwise
from engine.expressions.compare import before
from engine.expressions.numbers import DECIMAL128, ONE, ZERO
from engine.expressions.values import Value


@listwise("min(list: list)")
def minimum(members: list[Value]) -> Value:
    """The least."""
    return _extreme(members, "<")


@listwise("max(list: list)")
def maximum(members: list[Value]) -> Value:
    """The greatest."""
    return _extreme(members, ">")


def _extreme(members: list[Value], order: str) -> Value:
    if not members:
        raise Failure("empty-list")
    best = members[0]
    for member in members:
        if before(member, best, order):
            best = member
    return best


@listwise("sum(list: list)")
def total(members: list[Value]) -> Decimal:
    """All numbers together."""
    return reduce(DECIMAL128.add, _numbers(members), ZERO)


@listwise("product(list: list)")
def product(members: list[Value]) -> Decimal:
    """All numbers multiplied."""
    return reduce(DECIMAL128.multiply, _numbers(members), ONE)


@listwise("mean(list: list)")
def mean(members: list[Value]) -> Decimal:
    """The average."""
    return DECIMAL128.divide(total(members), Decimal(len(members)))


@listwise("median(list: list)")
def median(members: list[Value]) -> Decimal:
    """The middle one, or the mean of the middle two."""
    ordered = sorted(_numbers(members))
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return mean(ordered[middle - 1 : middle + 1])


@listwise("stddev(list: list)")
def stddev(members: list[Value]) -> Decimal:
    """The standard deviation of a sample."""
    numbers = _numbers(members)
    if len(numbers) < 2:
        raise Failure("too-few-numbers")
    centre = mean(members)
    distances = [DECIMAL128.subtract(each, centre) for each in numbers]
    squares = [DECIMAL128.multiply(each, each) for each in distances]
    return DECIMAL128.sqrt(DECIMAL128.divide(total(squares), Decimal(len(numbers) - 1)))


@listwise("mode(list: list)")
def mode(members: list[Value]) -> list[Value]:
    """The most frequent numbers, in order."""
    if not members:
        return []
    counted = Counter(_numbers(members))
    most = max(counted.values())
    return sorted(each for each, times in counted.items() if times == most)


@listwise("all(list: list)")
def every(members: list[Value]) -> bool | None:
    """Whether all are true."""
    return _settled(members, False)


@listwise("any(list: list)")
def some(members: list[Value]) -> bool | None:
    """Whether one is true."""
    return _settled(members, True)


def _settled(members: list[Value], by: bool) -> bool | None:
    """One member that is `by` settles it; otherwise null among them leaves it open."""
    if any(member is by for member in members):
        return by
    if all(member is (not by) for member in members):
        return not by
    if not all(member is None or isinstance(member, bool) for member in members):
        raise Failure("not-all-booleans")
    return None


def _numbers(members: list[Value]) -> list[Decimal]:
    if not members:
        raise Failure("empty-list")
    if not all(isinstance(member, Decimal) for member in members):
        raise Failure("not-all-numbers")
    return members
