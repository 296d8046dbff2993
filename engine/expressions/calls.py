"""Calling: which signature is meant, do the arguments fit it, and how deep are we."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.expressions.budget import Failure, Run
from engine.expressions.numbers import NumberTrouble
from engine.expressions.types import coerced
from engine.expressions.values import FeelFunction, Parameter, Value, kind

_ABSENT = object()


def invoke(
    function: Value, positional: Sequence[Value], named: Mapping[str, Value] | None, run: Run
) -> Value:
    """Call a function value with arguments by position, or by name where `named` is given."""
    if not isinstance(function, FeelFunction):
        raise Failure("not-a-function", kind=kind(function))
    chosen, arguments = _fitting(function, positional, named)
    run.enter()
    try:
        result = chosen.body(run, arguments)
    except (NumberTrouble, OverflowError) as trouble:
        raise Failure("number-out-of-range", function=chosen.name) from trouble
    finally:
        run.leave()
    return coerced(result, chosen.result_type)


def _fitting(
    function: FeelFunction, positional: Sequence[Value], named: Mapping[str, Value] | None
) -> tuple[FeelFunction, list[Value]]:
    """The first signature that takes these arguments, and the arguments as it takes them."""
    trouble = Failure("wrong-arguments", function=function.name)
    for candidate in (function, *function.overloads):
        try:
            if named is None:
                given = _by_position(candidate, positional)
            else:
                given = _by_name(candidate, named)
        except Failure as failure:
            trouble = failure
            continue
        if given is not None:
            return candidate, given
    raise trouble


def _by_position(function: FeelFunction, given: Sequence[Value]) -> list[Value] | None:
    parameters = function.parameters
    if len(given) < function.required:
        return None
    if len(given) > len(parameters) or (parameters and parameters[-1].variadic):
        return _with_rest(function, given)
    return [_fitted(function, *pair) for pair in zip(parameters, given, strict=False)]


def _with_rest(function: FeelFunction, given: Sequence[Value]) -> list[Value] | None:
    if not function.parameters or not function.parameters[-1].variadic:
        return None
    plain = function.parameters[:-1]
    rest = function.parameters[-1]
    fixed = [_fitted(function, *pair) for pair in zip(plain, given, strict=False)]
    return fixed + [_fitted(function, rest, value) for value in given[len(plain) :]]


def _by_name(function: FeelFunction, given: Mapping[str, Value]) -> list[Value] | None:
    names = {parameter.name for parameter in function.parameters}
    if not given.keys() <= names:
        return None
    values: list[Value] = []
    for parameter in function.parameters:
        value = given.get(parameter.name, _ABSENT)
        if value is _ABSENT and not (parameter.optional or _takes_null(parameter)):
            return None
        values.append(None if value is _ABSENT else _fitted(function, parameter, value))
    return values


def _takes_null(parameter: Parameter) -> bool:
    """Whether a parameter that is left out by name is null, as the compatibility kit has it."""
    return parameter.nullable and parameter.type is None and not parameter.variadic


def _fitted(function: FeelFunction, parameter: Parameter, value: Value) -> Value:
    if value is None and not parameter.nullable:
        raise Failure("argument-is-null", function=function.name, parameter=parameter.name)
    if parameter.type is None:
        return value
    try:
        return coerced(value, parameter.type)
    except Failure as failure:
        raise Failure(
            "wrong-argument",
            function=function.name,
            parameter=parameter.name,
            **failure.facts,
        ) from failure
