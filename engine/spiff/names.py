"""Which variables a package's FEEL reads: only these need to travel with a case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from engine.spiff.feel import Formula
from engine.spiff.specs.process import ProcessSpec


def names_read(specs: Iterable[ProcessSpec]) -> frozenset[str]:
    """The names that any expression of these scopes reads."""
    return frozenset(
        name for spec in specs for node in spec.task_specs.values()
        for said in _formulas(vars(node), 0) for name in said.names
    )


def _formulas(held: Any, depth: int) -> Iterator[Formula]:
    """The expressions held by a node, by the words, mappings, flows and definitions it is made of."""
    if isinstance(held, Formula):
        yield held
    elif depth > 4:
        return
    elif isinstance(held, dict):
        for value in held.values():
            yield from _formulas(value, depth + 1)
    elif isinstance(held, (list, tuple)):
        for value in held:
            yield from _formulas(value, depth + 1)
    elif is_dataclass(held):
        for one in fields(held):
            yield from _formulas(getattr(held, one.name), depth + 1)
    elif type(held).__module__ == "engine.spiff.specs.definitions":
        yield from _formulas(vars(held), depth + 1)
