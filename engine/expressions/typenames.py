"""Types as they are written: number, list<string>, context<a: date>, function<number>->string."""

from __future__ import annotations

from collections.abc import Mapping

from engine.expressions.names import Reader
from engine.expressions.types import (
    ANY,
    NAMED,
    ContextType,
    FeelType,
    FunctionType,
    ListType,
    RangeType,
)


def read_type(reader: Reader, types: Mapping[str, FeelType]) -> FeelType:
    """The type that stands here; `types` are those that the model around defines."""
    with reader.nested():
        name = _type_name(reader)
        if name == "function" and reader.accept("<"):
            return _function_type(reader, types)
        if name in ("list", "range") and reader.accept("<"):
            item = read_type(reader, types)
            reader.expect(">")
            return ListType(item) if name == "list" else RangeType(item)
        if name == "context" and reader.accept("<"):
            return _context_type(reader, types)
        found = types.get(name) or NAMED.get(name)
        if found is None:
            reader.fail("unknown-type", type=name)
        return found


def _type_name(reader: Reader) -> str:
    if reader.accept("function"):
        return "function"
    name = reader.name()
    while reader.accept("."):
        name += "." + reader.path_name()
    return name


def _context_type(reader: Reader, types: Mapping[str, FeelType]) -> ContextType:
    fields = []
    while not reader.at(">"):
        name = reader.declared(until=(":",))
        reader.expect(":")
        fields.append((name, read_type(reader, types)))
        if not reader.accept(","):
            break
    reader.expect(">")
    return ContextType(tuple(fields))


def _function_type(reader: Reader, types: Mapping[str, FeelType]) -> FunctionType:
    parameters = []
    while not reader.at(">"):
        parameters.append(read_type(reader, types))
        if not reader.accept(","):
            break
    reader.expect(">")
    result = read_type(reader, types) if reader.accept("->") else ANY
    return FunctionType(tuple(parameters), result)
