"""Expressions of other engines, `${amount > 10 && !done}`, put into FEEL: values, paths, comparisons and logic.

The time now, a variable by its name and what a value tells of itself have words in both. Whatever else calls a method, or
has no words in FEEL, is left as it is; the check then refuses it as an expression that it cannot read.
"""

from __future__ import annotations

import re

_PARTS = re.compile(r"[$#]\{([^{}]*)\}")
_TOKEN = re.compile(r"""
    \s*(?: (?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*") | (?P<number>\d+(?:\.\d+)?)
    | (?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*) | (?P<sign>==|!=|<=|>=|&&|\|\||[-+*/<>()!?:]) )""", re.VERBOSE)
WORDS = {"eq": "=", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">=", "div": "/", "and": "and", "or": "or"}
MEANS = {"loopCounter": "(loopCounter - 1)"}   # instances are counted from nought there
NOW = frozenset({"now", "dateTime"})
EMPTY = '({0} = null or {0} = "" or {0} = [])'
ASKED = {"isEmpty": EMPTY, "size": "count({0})", "length": "string length({0})"}
VARIABLES = frozenset({"execution.getVariable", "task.getVariable"})
_NAME = re.compile(r'"([A-Za-z_]\w*)"')
SIGNS = {"==": "=", "&&": "and", "||": "or"}


class _Unknown(Exception):
    """Something that FEEL has no words for."""


def as_feel(text: str) -> str:
    """The FEEL of an expression that is one `${...}`; any other text as it is."""
    found = _PARTS.fullmatch(text.strip())
    if found is None:
        return text
    try:
        return _translated(found[1])
    except _Unknown:
        return text


def as_field(text: str) -> str:
    """A field in which `${...}` may stand between words: FEEL if it does, else the words."""
    if not _PARTS.search(text):
        return text
    if _PARTS.fullmatch(text.strip()):
        return f"={as_feel(text)}"
    try:
        return "=" + " + ".join(
            f"string({_translated(part)})" if number % 2 else _quoted(part)
            for number, part in enumerate(_PARTS.split(text)) if number % 2 or part
        )
    except _Unknown:
        return f"={text}"


def _translated(text: str) -> str:
    tokens = _tokens(text)
    said = _Reading(tokens).choice()
    if tokens:
        raise _Unknown
    return said


def _tokens(text: str) -> list[str]:
    tokens, at = [], 0
    text = text.strip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise _Unknown
        tokens.append(_quoted(found["text"][1:-1]) if found["text"] else found[0].strip())
        at = found.end()
    return tokens


class _Reading:
    """Reads tokens off the front and gives the FEEL they mean."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens

    def choice(self) -> str:
        first = self.chain()
        if not self._next("?"):
            return first
        then = self.choice()
        if not self._next(":"):
            raise _Unknown
        return f"if {first} then {then} else {self.choice()}"

    def chain(self) -> str:
        """Values joined by operators; FEEL binds them as tightly."""
        said = [self.value()]
        while self.tokens and self.tokens[0] not in {")", "?", ":"}:
            sign = self.tokens.pop(0)
            sign = WORDS.get(sign) or SIGNS.get(sign, sign)
            if sign not in {"=", "!=", "<", ">", "<=", ">=", "and", "or", "+", "-", "*", "/"}:
                raise _Unknown
            said += [sign, self.value()]
        return " ".join(said)

    def value(self) -> str:
        if not self.tokens:
            raise _Unknown
        said = self.tokens.pop(0)
        match said:
            case "!" | "not":
                return f"not({self.value()})"
            case "empty":
                return EMPTY.format(self.value())
            case "-":
                return f"-{self.value()}"
            case "(":
                return f"({self._closed()})"
        if not (said[0].isalnum() or said[0] in '_"'):
            raise _Unknown   # an operator where a value should stand
        return self._called(said) if self._next("(") else MEANS.get(said, said)

    def _called(self, said: str) -> str:
        """What a call with at most one argument means, if FEEL has words for it."""
        given = "" if self._next(")") else self._closed()
        of, _, asked = said.rpartition(".")
        named = _NAME.fullmatch(given)
        if said in NOW and not given:
            return "now()"
        if said in VARIABLES and named:
            return named[1]
        if of and asked == "equals" and given:
            return f"({of} = {given})"
        if of and asked in ASKED and not given:
            return ASKED[asked].format(of)
        raise _Unknown

    def _closed(self) -> str:
        """What stands in brackets of which the first has been passed."""
        inner = self.choice()
        if not self._next(")"):
            raise _Unknown
        return inner

    def _next(self, sign: str) -> bool:
        if self.tokens and self.tokens[0] == sign:
            self.tokens.pop(0)
            return True
        return False


def _quoted(text: str) -> str:
    plain = text.replace("\\'", "'").replace('"', '\\"')
    return f'"{plain}"'
