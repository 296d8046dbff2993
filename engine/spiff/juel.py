"""Expressions of other engines, `${amount > 10 && !done}`, put into FEEL: values, paths, comparisons and logic.

The time now, a variable by its name, what a value tells of itself and Flowable's functions over a variable have words in
both. Whatever else calls a method, or has no words in FEEL, is left as it is; the check then refuses it as an expression
that it cannot read.
"""

from __future__ import annotations

import re

_PARTS = re.compile(r"[$#]\{([^{}]*)\}")
_TOKEN = re.compile(r"""
    \s*(?: (?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*") | (?P<number>\d+(?:\.\d+)?)
    | (?P<name>(?:(?:vars?|variables):)?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*) | (?P<asked>\.[A-Za-z_]\w*(?=\s*\())
    | (?P<sign>==|!=|<=|>=|&&|\|\||[-+*/%<>()!?:,]|\[|\]) )""", re.VERBOSE)
WORDS = {"eq": "=", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">=", "div": "/", "and": "and", "or": "or"}
MEANS = {"loopCounter": "(loopCounter - 1)"}   # instances are counted from nought there
NOW = frozenset({"now", "dateTime"})
EMPTY = '({0} = null or list contains(["", [], {{}}], {0}))'   # of a list may not be asked whether it equals a text
ASKED = {
    "isEmpty": EMPTY, "size": "count({0})", "length": "string length({0})", "toString": "string({0})",
    "toLowerCase": "lower case({0})", "toUpperCase": "upper case({0})", "equals": "({0} = {1})",
    "concat": "({0} + {1})", "matches": 'matches({0}, "^(" + {1} + ")$")', "containsKey": "list contains(get entries({0}).key, {1})",
    "startsWith": "starts with({0}, {1})", "endsWith": "ends with({0}, {1})",
    "contains": "(if {0} instance of list<Any> then list contains({0}, {1}) else contains({0}, {1}))",
}
"""What a value tells of itself, with the argument that it is asked with."""

OF_VARIABLES = {
    "get": "{0}", "exists": "({0} != null)", "getOrDefault": "(if {0} = null then {1} else {0})",
    "isEmpty": EMPTY, "empty": EMPTY, "isNotEmpty": f"not({EMPTY})", "notEmpty": f"not({EMPTY})",
    **dict.fromkeys(("equals", "eq"), "({0} = {1})"), **dict.fromkeys(("notEquals", "ne"), "({0} != {1})"),
    **dict.fromkeys(("lowerThan", "lessThan", "lt"), "({0} < {1})"), **dict.fromkeys(("greaterThan", "gt"), "({0} > {1})"),
    **dict.fromkeys(("lowerThanOrEquals", "lessThanOrEquals", "lte"), "({0} <= {1})"),
    **dict.fromkeys(("greaterThanOrEquals", "gte"), "({0} >= {1})"),
}
"""Flowable's `variables:equals(x, 1)`, also written `vars:` and `var:`."""

VARIABLES = {"getVariable": "{0}", "hasVariable": "({0} != null)"}
BEARERS = frozenset({"execution", "task"})
ARGUMENT = re.compile(r"\{(\d)\}")
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
        while self.tokens and self.tokens[0] not in {")", "]", ",", "?", ":"}:
            sign = self.tokens.pop(0)
            sign = WORDS.get(sign) or SIGNS.get(sign, sign)
            if sign in {"%", "mod"} and said[-2:-1] not in (["*"], ["/"]):
                said[-1] = f"modulo({said[-1]}, {self.value()})"
                continue
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
        return self._plain(said)

    def _plain(self, said: str) -> str:
        """A name, number or text, with what is asked of it."""
        if said[0] == '"' and self.tokens and (asked := self.tokens[0]).startswith("."):
            del self.tokens[:2]
            return _put(ASKED.get(asked[1:]), [said, *self._arguments()])
        if self._next("("):
            return self._called(said)
        return self._member(said) if self._next("[") else MEANS.get(said, said)

    def _member(self, of: str) -> str:
        """What stands at a place, which they count from nought, or under a word."""
        key = self.tokens.pop(0) if self.tokens else ""
        if not self._next("]"):
            raise _Unknown
        return _at(of, key)

    def _called(self, said: str) -> str:
        """What a call means, if FEEL has words for it and it is given as many arguments as these want."""
        given = self._arguments()
        of, _, asked = said.rpartition(".")
        space, _, function = said.rpartition(":")
        if said in NOW and not given:
            return "now()"
        if space:
            return _put(OF_VARIABLES.get(function), [_named(one) or one for one in given[:1]] + given[1:])
        if of in BEARERS and asked in VARIABLES and len(given) == 1:
            return _put(VARIABLES[asked], [_named(given[0])])
        if of and asked == "get" and len(given) == 1:
            return _at(of, given[0])
        return _put(ASKED.get(asked) if of else None, [of, *given])

    def _arguments(self) -> list[str]:
        """What stands in the brackets of a call, of which the first has been passed."""
        if self._next(")"):
            return []
        given = [self.choice()]
        while self._next(","):
            given.append(self.choice())
        if not self._next(")"):
            raise _Unknown
        return given

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


def _at(of: str, key: str) -> str:
    """A member of a list by its place or of a map by its word."""
    if key.isdigit():
        return f"{of}[{int(key) + 1}]"
    if named := _NAME.fullmatch(key):
        return f"{of}.{named[1]}"
    raise _Unknown


def _named(text: str) -> str:
    """The variable whose name is a text; empty if it is none."""
    named = _NAME.fullmatch(text)
    return named[1] if named else ""


def _put(pattern: str | None, given: list[str]) -> str:
    """The words with the arguments put in, which must be just those that they want."""
    wanted = len(set(ARGUMENT.findall(pattern or "")))
    if pattern is None or len(given) != wanted or not all(given):
        raise _Unknown
    return pattern.format(*given)


def _quoted(text: str) -> str:
    plain = text.replace("\\'", "'").replace('"', '\\"')
    return f'"{plain}"'
