"""Functions of text."""

from __future__ import annotations

from decimal import Decimal

from engine.expressions.budget import Failure, Run
from engine.expressions.builtins.signature import builtin, metered
from engine.expressions.numbers import whole
from engine.expressions.patterns import compiled, matched, replaced, split_by
from engine.expressions.values import Value


@builtin("substring(string: string, start position: number, length?: number)")
def substring(string: str, start: Decimal, length: Decimal | None = None) -> str:
    """The characters from a position, counted from the end if it is negative."""
    position = whole(start)
    if position == 0 or position < -len(string):
        raise Failure("position-out-of-range", position=position)
    begin = position - 1 if position > 0 else len(string) + position
    if length is None:
        return string[begin:]
    if length < 1:
        raise Failure("length-out-of-range", length=str(length))
    return string[begin : begin + whole(length)]


@builtin("string length(string: string)")
def string_length(string: str) -> Decimal:
    """How many characters."""
    return Decimal(len(string))


@metered("upper case(string: string)")
def upper_case(run: Run, string: str) -> str:
    """In capitals."""
    run.fit_text(len(string))
    return string.upper()


@metered("lower case(string: string)")
def lower_case(run: Run, string: str) -> str:
    """In small letters."""
    run.fit_text(len(string))
    return string.lower()


@builtin("trim(string: string)")
def trim(string: str) -> str:
    """Without blanks around it."""
    return string.strip()


@builtin("substring before(string: string, match: string)")
def substring_before(string: str, match: str) -> str:
    """What stands before the first occurrence; nothing if there is none."""
    found = string.find(match)
    return string[:found] if found > 0 else ""


@builtin("substring after(string: string, match: string)")
def substring_after(string: str, match: str) -> str:
    """What stands after the first occurrence; nothing if there is none."""
    return string.partition(match)[2] if match else string


@builtin("contains(string: string, match: string)")
def contains(string: str, match: str) -> bool:
    """Whether one occurs in the other."""
    return match in string


@builtin("starts with(string: string, match: string)")
def starts_with(string: str, match: str) -> bool:
    """Whether it begins so."""
    return string.startswith(match)


@builtin("ends with(string: string, match: string)")
def ends_with(string: str, match: str) -> bool:
    """Whether it ends so."""
    return string.endswith(match)


@metered("matches(input: string, pattern: string, flags?: string?)")
def matches(run: Run, string: str, pattern: str, flags: str | None = None) -> bool:
    """Whether a regular expression occurs in it."""
    return matched(compiled(pattern, flags or ""), string, run)


@metered("replace(input: string, pattern: string, replacement: string, flags?: string?)")
def replace(
    run: Run, string: str, pattern: str, replacement: str, flags: str | None = None
) -> str:
    """Every match of a regular expression replaced; $1 stands for its first group."""
    return replaced(compiled(pattern, flags or ""), string, replacement, flags or "", run)


@metered("split(string: string, delimiter: string)")
def split(run: Run, string: str, delimiter: str) -> list[Value]:
    """The pieces between the matches of a regular expression."""
    return split_by(compiled(delimiter, ""), string, run)


@metered("string join(list: list, delimiter?: string?)")
def string_join(run: Run, members: list[Value], delimiter: str | None = None) -> str:
    """All strings of a list in one, null left out."""
    texts = [member for member in members if member is not None]
    if not all(isinstance(text, str) for text in texts):
        raise Failure("not-all-strings")
    between = delimiter or ""
    run.fit_text(sum(map(len, texts)) + len(between) * len(texts))
    return between.join(texts)
