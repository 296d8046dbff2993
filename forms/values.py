"""Values on their way between JSON, expressions and people: exact numbers, dotted paths, plain text."""

import datetime as dt
import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

WIDTH = {ord("０") + digit: str(digit) for digit in range(10)} | {
    ord("．"): ".", ord("，"): "", ord("－"): "-", ord(","): "", ord("￥"): "", ord("¥"): "",
    ord(" "): "", ord("\u00a0"): "", ord("\u3000"): "",
}


def json_number(number: Decimal) -> int | float | str:
    """An int, or a float that reads back as the same number, or else its exact text."""
    if number == number.to_integral_value():
        return int(number)
    as_float = float(number)
    if Decimal(repr(as_float)) == number:
        return as_float
    return format(number, "f").rstrip("0")


def decimal_places(number: Decimal) -> int:
    """How many places follow the point, zeros at the end not counted; exact for any length."""
    return len(format(number, "f").partition(".")[2].rstrip("0"))


def to_number(value: Any) -> Decimal | None:
    """The exact number behind a JSON value or what a person typed (１，２３４．５ is 1234.5)."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int | float):
        return Decimal(repr(value)) if math.isfinite(value) else None
    text = str(value).strip().translate(WIDTH)
    if not _reads_as_number(text):
        return None
    return Decimal(text)


def _reads_as_number(text: str) -> bool:
    digits = text[1:] if text[:1] in "+-" else text
    return bool(digits.replace(".", "", 1)) and all(
        part == "" or (part.isascii() and part.isdigit()) for part in digits.split(".", 1))


def to_json(value: Any) -> Any:
    """Any value an expression may give, as JSON that says the same."""
    if isinstance(value, Decimal):
        return json_number(value)
    if isinstance(value, dt.date | dt.time | dt.datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): to_json(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(each) for each in value]
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return str(value)


def to_text(value: Any) -> str:
    """A value as a person reads it inside a sentence."""
    value = to_json(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(to_text(each) for each in value)
    if isinstance(value, dict):
        return to_text(value.get("label", value.get("name", "")))
    return str(value)


def get_path(data: Any, path: str) -> Any:
    """`site.address` inside nested data, or None."""
    for part in path.split("."):
        if not isinstance(data, Mapping):
            return None
        data = data.get(part)
    return data


def has_path(data: Any, path: str) -> bool:
    """Whether nested data says anything about this path, be it nothing."""
    for part in path.split("."):
        if not isinstance(data, Mapping) or part not in data:
            return False
        data = data[part]
    return True


def set_path(data: dict[str, Any], path: str, value: Any) -> None:
    """Put a value at `site.address`, making the dicts on the way."""
    *way, last = path.split(".")
    for part in way:
        inner = data.get(part)
        data[part] = inner = inner if isinstance(inner, dict) else {}
        data = inner
    data[last] = value
