"""Functions of numbers."""

from __future__ import annotations

from datetime import timedelta
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)

from engine.expressions import numbers
from engine.expressions.budget import Failure
from engine.expressions.builtins.signature import builtin
from engine.expressions.numbers import DECIMAL128, ZERO, is_whole
from engine.expressions.values import Value, YearsMonthsDuration


def _rounding(signature: str, mode: str) -> None:
    @builtin(signature)
    def round_to(value: Decimal, scale: Decimal | None = None) -> Decimal:
        return numbers.rounded(value, scale or ZERO, mode)


_rounding("decimal(n: number, scale: number)", ROUND_HALF_EVEN)
_rounding("round up(n: number, scale: number)", ROUND_UP)
_rounding("round down(n: number, scale: number)", ROUND_DOWN)
_rounding("round half up(n: number, scale: number)", ROUND_HALF_UP)
_rounding("round half down(n: number, scale: number)", ROUND_HALF_DOWN)
_rounding("floor(n: number, scale?: number)", ROUND_FLOOR)
_rounding("ceiling(n: number, scale?: number)", ROUND_CEILING)


@builtin("abs(n: number | days | months)")
def absolute(value: Value) -> Value:
    """The size of a number or a duration, without its sign."""
    if isinstance(value, YearsMonthsDuration):
        return YearsMonthsDuration(abs(value.months))
    return abs(value) if isinstance(value, timedelta) else DECIMAL128.abs(value)


@builtin("modulo(dividend: number, divisor: number)")
def modulo(dividend: Decimal, divisor: Decimal) -> Decimal:
    """The remainder, with the sign of the divisor."""
    return numbers.modulo(dividend, divisor)


@builtin("sqrt(number: number)")
def sqrt(value: Decimal) -> Decimal:
    """The square root."""
    return DECIMAL128.sqrt(value)


@builtin("log(number: number)")
def log(value: Decimal) -> Decimal:
    """The natural logarithm."""
    if value <= 0:
        raise Failure("number-out-of-range")
    return DECIMAL128.ln(value)


@builtin("exp(number: number)")
def exp(value: Decimal) -> Decimal:
    """Euler's number to the power of a number."""
    return DECIMAL128.exp(value)


def _parity(signature: str, wanted: int) -> None:
    @builtin(signature)
    def check(value: Decimal) -> bool:
        return is_whole(value) and DECIMAL128.remainder(value, Decimal(2)) in (wanted, -wanted)


_parity("odd(number: number)", 1)
_parity("even(number: number)", 0)
