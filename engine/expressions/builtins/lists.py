"""Functions of lists. Lists count from 1, or from the end with -1."""

from __future__ import annotations

from decimal import Decimal
from functools import cmp_to_key

from engine.expressions.budget import Failure, Run
from engine.expressions.builtins.signature import builtin, metered
from engine.expressions.calls import invoke
from engine.expressions.compare import before, same
from engine.expressions.numbers import whole
from engine.expressions.values import FeelFunction, Value


@builtin("count(list: list)")
def count(members: list[Value]) -> Decimal:
    """How many."""
    return Decimal(len(members))


@metered("list contains(list: list, element: any)")
def list_contains(run: Run, members: list[Value], element: Value) -> bool:
    """Whether a value, or null, is among them."""
    return any(same(member, element, run) for member in members)


@builtin("sublist(list: list, start position: number, length?: number)")
def sublist(
    members: list[Value], start: Decimal, length: Decimal | None = None
) -> list[Value]:
    """The members from a position."""
    begin = _index(members, start)
    if length is None:
        return members[begin:]
    end = begin + whole(length)
    if length < 1 or end > len(members):
        raise Failure("length-out-of-range", length=str(length))
    return members[begin:end]


@builtin("append(list: list?, item...: any)")
def append(members: list[Value] | None, *items: Value) -> list[Value]:
    """More members at the end."""
    return [*(members if members is not None else [None]), *items]


@metered("concatenate(list...: list)")
def concatenate(run: Run, *lists: list[Value]) -> list[Value]:
    """All lists in one."""
    run.fit_items(sum(map(len, lists)))
    return [member for members in lists for member in members]


@builtin("insert before(list: list, position: number, newItem: any)")
def insert_before(members: list[Value], position: Decimal, item: Value) -> list[Value]:
    """A new member in front of the one at a position."""
    index = _index(members, position)
    return [*members[:index], item, *members[index:]]


@builtin("remove(list: list, position: number)")
def remove(members: list[Value], position: Decimal) -> list[Value]:
    """Without the member at a position."""
    index = _index(members, position)
    return [*members[:index], *members[index + 1 :]]


@builtin("list replace(list: list, position: number, newItem: any)")
def list_replace(members: list[Value], position: Decimal, item: Value) -> list[Value]:
    """Another member at a position."""
    index = _index(members, position)
    return [*members[:index], item, *members[index + 1 :]]


@metered("list replace(list: list, match: function, newItem: any)")
def list_replace_matching(
    run: Run, members: list[Value], match: FeelFunction, item: Value
) -> list[Value]:
    """Another value for every member that a function says matches."""
    replaced = []
    for member in members:
        answer = invoke(match, (member, item), None, run)
        if not isinstance(answer, bool):
            raise Failure("match-not-boolean")
        replaced.append(item if answer else member)
    return replaced


@builtin("reverse(list: list)")
def reverse(members: list[Value]) -> list[Value]:
    """The other way round."""
    return members[::-1]


@metered("index of(list: list, match: any)")
def index_of(run: Run, members: list[Value], match: Value) -> list[Value]:
    """At which positions a value stands."""
    return [Decimal(i) for i, member in enumerate(members, 1) if same(member, match, run)]


@metered("union(list...: list)")
def union(run: Run, *lists: list[Value]) -> list[Value]:
    """All lists in one, each value once."""
    return distinct_values(run, concatenate(run, *lists))


@metered("distinct values(list: list)")
def distinct_values(run: Run, members: list[Value]) -> list[Value]:
    """Each value once, where it stands first."""
    distinct: list[Value] = []
    seen: set[tuple[type, Value]] = set()
    for member in members:
        if type(member) in _PLAIN:
            known = (type(member), member) in seen
            seen.add((type(member), member))
        else:
            run.spend(len(distinct))
            known = any(same(member, each, run) for each in distinct)
        if not known:
            distinct.append(member)
    return distinct


@metered("flatten(list: list)")
def flatten(run: Run, members: list[Value]) -> list[Value]:
    """No list within the list any more."""
    flat: list[Value] = []
    _flatten_into(flat, members, run)
    return flat


def _flatten_into(flat: list[Value], members: list[Value], run: Run) -> None:
    run.enter(len(members))
    for member in members:
        if isinstance(member, list):
            _flatten_into(flat, member, run)
        else:
            flat.append(member)
    run.leave()


@metered("sort(list: list, precedes?: function)")
def sort(run: Run, members: list[Value], precedes: FeelFunction | None = None) -> list[Value]:
    """In order: their own, or the one a function of two members tells."""

    def comes_first(one: Value, other: Value) -> bool:
        run.spend(1)
        if precedes is None:
            return before(one, other, "<")
        return invoke(precedes, (one, other), None, run) is True

    def order(one: Value, other: Value) -> int:
        if comes_first(one, other):
            return -1
        return 1 if comes_first(other, one) else 0

    return sorted(members, key=cmp_to_key(order))


# Equal exactly where Python says so, so that a set may tell.
_PLAIN = (str, bool, Decimal, type(None))


def _index(members: list[Value], position: Decimal) -> int:
    place = whole(position)
    if place == 0 or abs(place) > len(members):
        raise Failure("position-out-of-range", position=place)
    return place - 1 if place > 0 else len(members) + place
