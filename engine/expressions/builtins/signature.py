"""How a built-in is declared: the signature as the specification prints it.

    @builtin("substring(string: string, start position: number, length?: number)")

`?` behind a name makes the parameter optional, behind a type it lets null in; `...` behind a name
takes any number of arguments. Several signatures of one name are tried in the order written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from engine.expressions.budget import Run
from engine.expressions.types import FeelType
from engine.expressions.values import FeelFunction, Parameter, Value, kind

BUILTINS: dict[str, FeelFunction] = {}
_F = TypeVar("_F", bound=Callable[..., Value])

_SHORT = {
    "days": "days and time duration",
    "months": "years and months duration",
    "moment": "date and time",
}


@dataclass(frozen=True, slots=True)
class OneOf(FeelType):
    """A parameter that takes a few kinds of value."""

    kinds: frozenset[str]

    def holds(self, value: Value) -> bool:
        """Whether the value is of one of these kinds."""
        return kind(value) in self.kinds


def builtin(signature: str) -> Callable[[_F], _F]:
    """Declare a function of its arguments alone."""

    def declare(function: _F) -> _F:
        _register(signature, lambda _run, arguments: function(*arguments))
        return function

    return declare


def metered(signature: str) -> Callable[[_F], _F]:
    """Declare a function that is handed the run, to pay for what it builds or to know the time."""

    def declare(function: _F) -> _F:
        _register(signature, lambda run, arguments: function(run, *arguments))
        return function

    return declare


def listwise(signature: str) -> Callable[[_F], _F]:
    """Declare a function of one list, that may also be called with its members: min(1, 2, 3)."""

    def declare(function: _F) -> _F:
        def apply(run: Run, arguments: Sequence[Value]) -> Value:
            alone = len(arguments) == 1 and isinstance(arguments[0], list)
            members = arguments[0] if alone else list(arguments)
            run.spend(len(members))
            return function(members)

        name, parameters = _read(signature)
        several = Parameter(parameters[0].name, variadic=True)
        _add(FeelFunction(name, parameters, apply))
        _add(FeelFunction(name, (Parameter(several.name), several), apply))
        return function

    return declare


def _register(signature: str, body: Callable[[Run, Sequence[Value]], Value]) -> None:
    name, parameters = _read(signature)

    def paid(run: Run, arguments: Sequence[Value]) -> Value:
        for argument in arguments:
            if isinstance(argument, (list, dict)):
                run.spend(len(argument))
            elif isinstance(argument, str):
                run.spend(len(argument) >> 4)
        return body(run, arguments)

    _add(FeelFunction(name, parameters, paid))


def _add(function: FeelFunction) -> None:
    first = BUILTINS.get(function.name)
    if first is None:
        BUILTINS[function.name] = function
    else:
        BUILTINS[function.name] = replace(first, overloads=(*first.overloads, function))


def _read(signature: str) -> tuple[str, tuple[Parameter, ...]]:
    name, _, rest = signature.removesuffix(")").partition("(")
    return name, tuple(_parameter(part.strip()) for part in rest.split(",") if part)


def _parameter(text: str) -> Parameter:
    name, _, type_name = (part.strip() for part in text.partition(":"))
    nullable = type_name.endswith("?") or type_name == "any"
    kinds = [part.strip() for part in type_name.removesuffix("?").split("|")]
    return Parameter(
        name.rstrip("?."),
        None if kinds == ["any"] else _type(kinds),
        optional=name.endswith("?"),
        nullable=nullable,
        variadic=name.endswith("..."),
    )


def _type(kinds: list[str]) -> FeelType:
    if kinds == ["list"]:
        return LIST
    return OneOf(frozenset(_SHORT.get(each, each) for each in kinds))


LIST = OneOf(frozenset(("list",)))
