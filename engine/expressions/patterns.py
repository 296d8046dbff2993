"""Regular expressions as XPath has them, run by RE2, which never takes more than linear time."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Protocol, cast

import re2

from engine.expressions.budget import Failure, Run
from engine.expressions.charclasses import translated

_REFERENCE = re.compile(r"\\(.)|\$(\d)|(\\$|\$|[^\\$]+)", re.DOTALL)
_LITERAL = re.compile(r"[^A-Za-z0-9_\u0080-\U0010ffff]")
_MEMORY = 2 << 20
_LONGEST = 10_000


class Pattern(Protocol):
    """What is used of a compiled pattern."""

    groups: int
    programsize: int

    def search(self, text: str) -> Any:
        """The first match."""

    def finditer(self, text: str) -> Any:
        """All matches."""


@lru_cache(maxsize=128)
def compiled(pattern: str, flags: str) -> Pattern:
    """A pattern with XPath's flags s, m, i, x and q; what RE2 cannot run fails."""
    if not set(flags) <= set("smixq") or len(pattern) > _LONGEST:
        raise Failure("bad-pattern", pattern=pattern[:200], flags=flags)
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    try:
        ready = re2.compile(_source(pattern, flags), options=options)
        return cast(Pattern, ready)
    except (re2.error, UnicodeError) as trouble:
        raise Failure("bad-pattern", pattern=pattern[:200], flags=flags) from trouble


def _source(pattern: str, flags: str) -> str:
    inline = "".join(flag for flag in "smi" if flag in flags)
    prefix = f"(?{inline})" if inline else ""
    if "q" in flags:
        return prefix + _LITERAL.sub(r"\\\g<0>", pattern)
    return prefix + translated(pattern, spaced="x" not in flags, dot_all="s" in flags)


def matched(pattern: Pattern, text: str, run: Run) -> bool:
    """Whether a pattern occurs in a text."""
    _pay(pattern, text, run)
    return pattern.search(text) is not None


def _pay(pattern: Pattern, text: str, run: Run) -> None:
    """Linear time still is the text's length times the pattern's size."""
    run.spend(len(text) * pattern.programsize >> 5)


def replaced(pattern: Pattern, text: str, replacement: str, flags: str, run: Run) -> str:
    """Every match replaced; a pattern that matches nothing at all is an error."""
    if pattern.search("") is not None:
        raise Failure("pattern-matches-nothing")
    _pay(pattern, text, run)
    pieces, end = [], 0
    for match in pattern.finditer(text):
        run.spend(1)
        filled = replacement if "q" in flags else _filled(replacement, match, pattern.groups)
        run.fit_text(len(filled) + 1)
        pieces += [text[end : match.start()], filled]
        end = match.end()
    pieces.append(text[end:])
    run.fit_text(sum(map(len, pieces)))
    return "".join(pieces)


def _filled(replacement: str, match: Any, groups: int) -> str:
    def part(piece: re.Match[str]) -> str:
        if piece[2] is not None:
            group = int(piece[2])
            return (match.group(group) or "") if group <= groups else ""
        if piece[1] is not None and piece[1] in "\\$":
            return piece[1]
        if piece[1] is not None or piece[3] in ("\\", "$"):
            raise Failure("bad-replacement", replacement=replacement[:200])
        return piece[3]

    return _REFERENCE.sub(part, replacement)


def split_by(pattern: Pattern, text: str, run: Run) -> list[str]:
    """The pieces of a text between the matches."""
    _pay(pattern, text, run)
    pieces, end = [], 0
    for match in pattern.finditer(text):
        run.spend(1)
        if match.end() == match.start():
            continue
        pieces.append(text[end : match.start()])
        end = match.end()
    if len(pieces) > run.limits.items:
        run.exhausted("items", run.limits.items)
    return [*pieces, text[end:]]
