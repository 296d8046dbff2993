"""Values worth trying: what the constants of some expressions are, what lies between them and beyond.

Conditions and table cells divide values at their constants. Trying each constant and one value in every
piece between two shows a gap or an overlap by an example, which is a proof; finding none proves nothing
about what is computed, and is not told as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import islice, pairwise, product

from engine.expressions import Run, Value, as_text, evaluate

MOST_EXAMPLES = 2_000
OTHER_TEXT = "…"

_STRINGS = re.compile(r'"((?:[^"\\]|\\.)*)"')
_NUMBERS = re.compile(r"(?<![\w.\"@])\d+(?:\.\d+)?(?![\w\"])")
_DATES = re.compile(r'@"(\d{4}-\d\d-\d\d)"|date\("(\d{4}-\d\d-\d\d)"\)')


def worth_trying(texts: Iterable[str], kind: str | None = None) -> list[Value]:
    """The values at and around the constants of these texts, of one kind if it is known."""
    left = " ".join(texts)
    found: list[Value] = []
    days = sorted({day for one, other in _DATES.findall(left)
                   if isinstance(day := evaluate(f'@"{one or other}"', {}), date)})
    if days:
        found += [evaluate('day - @"P1D"', {"day": days[0]}), *days, evaluate('day + @"P1D"', {"day": days[-1]})]
    left = _DATES.sub(" ", left)
    strings = sorted(set(_STRINGS.findall(left)))
    if strings or kind == "string":
        found += [*strings, OTHER_TEXT]
    left = _STRINGS.sub(" ", left).replace("..", " ")
    numbers = sorted({Decimal(one) for one in _NUMBERS.findall(left)} | {
        -Decimal(one) for one in re.findall(r"-\s*(\d+(?:\.\d+)?)", left)})
    if numbers or kind == "number":
        found += _around(numbers or [Decimal(0)])
    if re.search(r"\b(true|false)\b", left) or kind == "boolean":
        found += [True, False]
    return found


def _around(numbers: list[Decimal]) -> list[Value]:
    """Below zero only where a negative number is written: most numbers count or measure something."""
    between = [(low + high) / 2 for low, high in pairwise(numbers)]
    below = [numbers[0] - 1 if numbers[0] < 0 else min(numbers[0], Decimal(0))]
    return [*sorted({*below, *numbers, *between, numbers[-1] + 1})]


def combined(columns: list[list[Value]]) -> Iterator[tuple[Value, ...]]:
    """Combinations of one value from each column, at most so many."""
    return islice(product(*columns), MOST_EXAMPLES)


def told(names: Iterable[str], values: Iterable[Value]) -> str:
    """An example in words."""
    return ", ".join(f"{name} = {as_text(value, Run(''))}" for name, value in zip(names, values, strict=True))
