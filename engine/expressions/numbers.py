"""Numbers as DMN means them: decimal128, 34 digits, no infinity and no NaN."""

from __future__ import annotations

from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)

from engine.expressions.budget import Failure

# Shared by all threads: its flags are never read, and an operation traps on its own outcome only.
DECIMAL128 = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    clamp=1,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
ZERO = Decimal(0)
ONE = Decimal(1)

NumberTrouble = DecimalException


def number(source: str | int | float | Decimal) -> Decimal:
    """A Python number as FEEL's, rounded to what decimal128 can hold."""
    if isinstance(source, float):
        source = repr(source)
    try:
        if isinstance(source, Decimal):
            value = DECIMAL128.plus(source)
        else:
            value = DECIMAL128.create_decimal(source)
    except DecimalException as trouble:
        raise Failure("number-out-of-range") from trouble
    if not value.is_finite():
        raise Failure("number-out-of-range")
    return value


def whole(value: Decimal) -> int:
    """The integer that a position, a scale or a length is given by; fractions are cut off."""
    if value.adjusted() > 30:
        raise Failure("number-out-of-range")
    return int(value)


def is_whole(value: Decimal) -> bool:
    """Whether a number has no fraction."""
    return value == value.to_integral_value()


def power(base: Decimal, exponent: Decimal) -> Decimal:
    """`base ** exponent`; overflow and 0 ** -1 fail, they never take long."""
    if base == 0 and exponent <= 0:
        if exponent < 0:
            raise Failure("number-out-of-range")
        return ONE
    return DECIMAL128.power(base, exponent)


def modulo(dividend: Decimal, divisor: Decimal) -> Decimal:
    """`dividend - divisor * floor(dividend / divisor)`, as the specification words it."""
    if divisor == 0:
        raise Failure("division-by-zero")
    remainder = DECIMAL128.remainder(dividend, divisor)
    if remainder and (remainder < 0) != (divisor < 0):
        remainder = DECIMAL128.add(remainder, divisor)
    return remainder


def rounded(value: Decimal, scale: Decimal, mode: str) -> Decimal:
    """A number at so many digits after the point (before it, if negative)."""
    if not -6111 <= scale <= 6176:
        raise Failure("scale-out-of-range", scale=str(scale))
    digits = int(scale)
    if digits > 0 and digits >= -value.as_tuple().exponent:  # type: ignore[operator]
        return value
    step = Decimal(1).scaleb(-digits, DECIMAL128)
    steps = DECIMAL128.divide(value, step).to_integral_value(mode)
    return DECIMAL128.multiply(steps, step)


def written(value: Decimal) -> str:
    """A number as FEEL writes it: no exponent, no needless zeros."""
    digits = format(value, "f")
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return "0" if digits in ("-0", "") else digits
