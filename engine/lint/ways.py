"""Ways: what can be come to, step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

Stop = TypeVar("Stop")


def reached(first: Iterable[Stop], following: Callable[[Stop], Iterable[Stop]]) -> set[Stop]:
    """All that can be come to from these; these themselves only where a way leads back."""
    seen: set[Stop] = set()
    waiting = list(first)
    while waiting:
        for each in following(waiting.pop()):
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    return seen
