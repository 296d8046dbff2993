"""What repeats: for, some, every and filters. Every turn is paid for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from engine.expressions.budget import Failure, Run
from engine.expressions.compare import Truth, both, either
from engine.expressions.numbers import is_whole, whole
from engine.expressions.operators import Compiled
from engine.expressions.scope import Scope
from engine.expressions.values import Range, Value, as_list, kind

# A name, where its values come from, and the end of a range written as from..to.
Source = tuple[str, Compiled, Compiled | None]


def for_loop(
    sources: Sequence[Source], body: Compiled, *, cost: int, tells_partial: bool
) -> Compiled:
    """The list of what the body gives for every combination; a turn costs so many steps."""

    def loop(scope: Scope) -> Value:
        results: list[Value] = []
        run = scope.run
        try:
            for turn in _turns(sources, scope):
                run.spend(cost)
                if tells_partial:
                    run.fit_items(len(results))
                    turn["partial"] = list(results)
                results.append(body(turn))
                if len(results) > run.limits.items:
                    run.exhausted("items", run.limits.items)
        except Failure as failure:
            return run.failed(failure)
        return results

    return loop


def quantified(
    quantifier: str, sources: Sequence[Source], body: Compiled, *, cost: int
) -> Compiled:
    """Whether some, or every, combination satisfies the body."""
    settles = quantifier == "some"
    joined: Callable[[Truth, Truth], Truth] = either if settles else both

    def loop(scope: Scope) -> Truth:
        truth: Truth = not settles
        try:
            for turn in _turns(sources, scope):
                scope.run.spend(cost)
                answer = body(turn)
                if answer is not None and not isinstance(answer, bool):
                    raise Failure("not-a-boolean", kind=kind(answer))
                truth = joined(truth, answer)
                if truth is settles:
                    return truth
        except Failure as failure:
            scope.run.failed(failure)
            return None
        return truth

    return loop


def _turns(sources: Sequence[Source], scope: Scope) -> Iterator[Scope]:
    """One scope for every combination; a function made in a turn keeps that turn's values."""
    name, start, end = sources[0]
    for value in _values(start(scope), end(scope) if end else None, scope.run, to=end):
        scope.run.spend(1)
        turn = Scope(scope.run, scope, {name: value})
        if len(sources) == 1:
            yield turn
        else:
            yield from _turns(sources[1:], turn)


def _values(start: Value, end: Value, run: Run, *, to: Compiled | None) -> Iterable[Value]:
    if to is not None:
        return _counted(start, end, run)
    if isinstance(start, Range):
        return _walked(start, run)
    if start is None:
        raise Failure("nothing-to-iterate")
    return as_list(start)


def _walked(interval: Range, run: Run) -> Iterable[Value]:
    values = list(_counted(interval.low, interval.high, run, upwards=True))
    if values and not interval.low_included:
        values = values[1:]
    if values and not interval.high_included:
        values = values[:-1]
    return values


def _counted(start: Value, end: Value, run: Run, *, upwards: bool = False) -> Iterable[Value]:
    """From one whole number or day to another, downwards too."""
    if isinstance(start, Decimal) and isinstance(end, Decimal):
        if not (is_whole(start) and is_whole(end)):
            raise Failure("not-whole-numbers")
        return _steps(start, end, run, upwards=upwards)
    if _is_day(start) and _is_day(end):
        return _days(start, end, run)
    raise Failure("range-not-iterable", low=kind(start), high=kind(end))


def _steps(start: Decimal, end: Decimal, run: Run, *, upwards: bool) -> Iterable[Value]:
    if abs(end - start) > run.limits.items:
        run.exhausted("items", run.limits.items)
    first, last = whole(start), whole(end)
    if first > last:
        return [] if upwards else [Decimal(turn) for turn in range(first, last - 1, -1)]
    return [Decimal(turn) for turn in range(first, last + 1)]


def _is_day(value: Value) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _days(start: date, end: date, run: Run) -> Iterable[Value]:
    count = abs((end - start).days) + 1
    if count > run.limits.items:
        run.exhausted("items", run.limits.items)
    sign = 1 if end >= start else -1
    return [start + timedelta(days=sign * turn) for turn in range(count)]


def filtered(source: Compiled, condition: Compiled, *, cost: int) -> Compiled:
    """The members that satisfy a condition, or the one at a position."""

    def select(scope: Scope) -> Value:
        value = source(scope)
        if value is None:
            return None
        members = as_list(value)
        scope.run.spend(len(members) * cost)
        try:
            return _selected(members, condition, scope)
        except Failure as failure:
            return scope.run.failed(failure)

    return select


def _selected(members: list[Value], condition: Compiled, scope: Scope) -> Value:
    if not members:
        return _of_nothing(condition, scope)
    chosen = []
    for member in members:
        answer = condition(_beside(member, scope))
        if answer is True:
            chosen.append(member)
        elif isinstance(answer, Decimal):
            return _at(members, answer)
        elif answer is not None and not isinstance(answer, bool):
            raise Failure("filter-not-boolean", kind=kind(answer))
    return chosen


def _of_nothing(condition: Compiled, scope: Scope) -> Value:
    """An empty list has no member at any position, and none that satisfies a condition.

    Which of the two is asked for shows only when it is; what that finds missing is no failure, since there is no member.
    """
    run = scope.run
    strict, run.strict = run.strict, False
    try:
        position = condition(Scope(run, scope, {"item": None}))
    finally:
        run.strict = strict
    return None if isinstance(position, Decimal) else []


def _beside(member: Value, scope: Scope) -> Scope:
    """Inside a filter a context's entries are names, and the member itself is `item`."""
    if not isinstance(member, dict):
        scope.run.spend(1)
        return Scope(scope.run, scope, {"item": member})
    scope.run.spend(1 + len(member))
    inner = Scope(scope.run, scope, member)
    inner.setdefault("item", member)
    return inner


def _at(members: list[Value], position: Decimal) -> Value:
    if not is_whole(position) or not 1 <= abs(position) <= len(members):
        return None
    index = int(position)
    return members[index - 1 if index > 0 else index]
