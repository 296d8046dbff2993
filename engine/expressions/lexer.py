"""Source text into tokens, each with its place, so that an error can point at it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn

from engine.errors import ExpressionError
from engine.expressions.budget import LIMITS

_SPACE = r"\s\u0085\u00a0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
_TOKEN = re.compile(
    rf"""
    (?P<space>  (?: [{_SPACE}]+ | //[^\n]* | /\*.*?\*/ )+ )
  | (?P<number> (?: \d+ (?:\.(?!\.)\d+)? | \.\d+ ) (?:[eE][+-]?\d+)? )
  | (?P<string> "(?:[^"\\]|\\.)*" )
  | (?P<name>   (?:[^\W\d]|[?$\U00010000-\U0010ffff])
                (?:[\w?$\u00b7\u0300-\u036f\u203f\u2040\U00010000-\U0010ffff])* )
  | (?P<symbol> \*\* | \.\. | -> | <= | >= | != | [-+*/(){{}}\[\],.:<>=@'] )
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", '"': '"', "\\": "\\", "'": "'"}


@dataclass(frozen=True, slots=True)
class Token:
    """One word of the source; `type` is number, string, name, symbol or end."""

    type: str
    text: str
    start: int
    end: int


def syntax_error(source: str, position: int, problem: str, **facts: object) -> NoReturn:
    """Say where the source cannot be read, and why."""
    raise ExpressionError(
        "expression-syntax", text=source, position=position, problem=problem, **facts
    )


def tokens_of(source: str) -> list[Token]:
    """All tokens of a source, without its blanks and comments, closed by an `end`."""
    if len(source) > LIMITS.source:
        raise ExpressionError(
            "expression-budget", text=source[:200], resource="source", limit=LIMITS.source
        )
    tokens: list[Token] = []
    position = 0
    while position < len(source):
        match = _TOKEN.match(source, position)
        if match is None:
            syntax_error(source, position, "unreadable", found=source[position])
        if match.lastgroup != "space":
            tokens.append(
                Token(match.lastgroup or "", match.group(), position, match.end())
            )
        position = match.end()
    tokens.append(Token("end", "", position, position))
    return tokens


def string_value(literal: str) -> str:
    """What a quoted string says."""
    body = literal[1:-1]
    if "\\" not in body:
        return body
    text = _ESCAPE.sub(_unescaped, body)
    # Two \u escapes may spell one character outside the basic plane.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unescaped(match: re.Match[str]) -> str:
    what = match[1]
    if len(what) == 1:
        return _ESCAPED.get(what, "\\" + what)
    code = int(what[1:], 16)
    return chr(code) if code <= 0x10FFFF else "\ufffd"
