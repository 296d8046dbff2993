"""Which variables a package's FEEL reads: only these need to travel with a case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from engine.spiff.feel import Formula
from engine.spiff.specs.definitions import Definition
from engine.spiff.specs.process import ProcessSpec

DEEPEST = 5   # a node has mappings, these have lines, a line has a formula: nothing lies deeper


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
    elif depth < DEEPEST:
        for part in _parts(held):
            yield from _formulas(part, depth + 1)


def _parts(held: Any) -> Iterable[Any]:
    if isinstance(held, dict):
        return held.values()
    if isinstance(held, (list, tuple)):
        return held
    if isinstance(held, Definition):
        return vars(held).values()
    if is_dataclass(held):
        return (getattr(held, one.name) for one in fields(held))
    return ()
