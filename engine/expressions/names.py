"""Walking the tokens of a source, and FEEL's names, which may have blanks and even operators in them.

Two words that stand side by side are one name, unless one is a keyword; so `Applicant age` needs no
declaration. Only a name with a keyword or an operator in it (`rate of return`, `e-mail`) must be known,
and then the longest known name wins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import NoReturn, TypeVar

from engine.errors import ExpressionError
from engine.expressions.budget import LIMITS, Failure
from engine.expressions.lexer import Token, string_value, syntax_error, tokens_of

KEYWORDS = frozenset(
    (
        *("and", "between", "else", "every", "external", "false", "for", "function", "if", "in"),
        *("null", "or", "return", "satisfies", "some", "then", "true"),
    )
)
# What the language itself calls by a name with a keyword in it.
CLOSED = (
    "date and time",
    "days and time duration",
    "years and months duration",
)
_T = TypeVar("_T")
_A = TypeVar("_A")


class Reader:
    """The tokens of one source and the place reached in it."""

    def __init__(self, source: str, known: Iterable[str]) -> None:
        self.source = source
        self.tokens = tokens_of(source)
        self.index = 0
        self.depth = 0
        self._known: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name in (*CLOSED, *known):
            self.learn(name)

    @property
    def here(self) -> Token:
        """The token that is read next."""
        return self.tokens[self.index]

    def advance(self) -> None:
        """Go past this token; nothing is behind the end."""
        if self.here.type != "end":
            self.index += 1

    def at(self, text: str) -> bool:
        """Whether the next token is this symbol or word."""
        return self.here.text == text and self.here.type in ("symbol", "name")

    def accept(self, text: str) -> bool:
        """Go past this symbol or word if it comes next."""
        if self.at(text):
            self.index += 1
            return True
        return False

    def expect(self, text: str) -> None:
        """Go past this symbol or word, which must come next."""
        if not self.accept(text):
            self.fail("expected", expected=text)

    def expect_end(self) -> None:
        """Nothing may follow."""
        if self.here.type != "end":
            self.fail("unexpected")

    def fail(self, problem: str, **facts: object) -> NoReturn:
        """The source cannot be read at this token."""
        syntax_error(self.source, self.here.start, problem, found=self.here.text, **facts)

    def guarded(self, make: Callable[[_A], _T], argument: _A) -> _T:
        """A literal's value; a value that cannot be is a mistake of the source."""
        try:
            return make(argument)
        except Failure as failure:
            self.fail(failure.reason)

    @contextmanager
    def nested(self) -> Iterator[None]:
        """One level deeper; brackets may not be nested without end."""
        self.depth += 1
        if self.depth > LIMITS.nesting:
            raise ExpressionError(
                "expression-budget",
                text=self.source[:200],
                resource="nesting",
                limit=LIMITS.nesting,
            )
        yield
        self.depth -= 1

    def learn(self, name: str) -> None:
        """From here on this name may be used; a plain word needs no learning."""
        if name.isidentifier():
            return
        try:
            words = tuple(token.text for token in tokens_of(name)[:-1])
        except ExpressionError:
            return
        if len(words) > 1:
            forms = self._known.setdefault(words[0], [])
            forms.append((words, name))
            forms.sort(key=lambda form: len(form[0]), reverse=True)

    def name(self) -> str:
        """The longest known name that stands here, or all the words side by side."""
        return self._known_name() or self._merged(stop=KEYWORDS)

    def path_name(self) -> str:
        """A name behind a dot; there a keyword is a name like any other."""
        known = self._known_name()
        if known is not None:
            return known
        if self.here.type == "name" and self.here.text in KEYWORDS:
            word = self.here.text
            self.advance()
            return word
        return self._merged(stop=KEYWORDS)

    def argument_name(self) -> str | None:
        """The name before a colon, if an argument is given by name."""
        end = self.index
        while self.tokens[end].type in ("name", "number"):
            end += 1
        if end == self.index or self.tokens[end].text != ":":
            return None
        name = " ".join(token.text for token in self.tokens[self.index : end])
        self.index = end + 1
        return name

    def context_key(self) -> str:
        """A name or a string before a colon."""
        token = self.here
        if token.type != "string":
            return self.declared(until=(":",))
        self.advance()
        key = string_value(token.text)
        self.learn(key)
        return key

    def declared(self, until: tuple[str, ...]) -> str:
        """A name being declared: all that stands before one of these."""
        start = self.index
        while self.here.type != "end" and not any(self.at(end) for end in until):
            if self.here.type == "string":
                self.fail("name-expected")
            self.index += 1
        if start == self.index or self.tokens[start].type != "name":
            self.index = start
            self.fail("name-expected")
        text = self.source[self.tokens[start].start : self.tokens[self.index - 1].end]
        name = " ".join(text.split())
        self.learn(name)
        return name

    def _known_name(self) -> str | None:
        for words, name in self._known.get(self.here.text, ()):
            found = self.tokens[self.index : self.index + len(words)]
            if tuple(token.text for token in found) == words:
                self.index += len(words)
                return name
        return None

    def _merged(self, stop: frozenset[str]) -> str:
        start = self.index
        while self._continues(start, stop):
            self.index += 1
        if self.index == start:
            self.fail("name-expected")
        return " ".join(token.text for token in self.tokens[start : self.index])

    def _continues(self, start: int, stop: frozenset[str]) -> bool:
        token = self.here
        if token.type == "number":
            return self.index > start and token.text.isdigit()
        if token.type != "name" or token.text in stop:
            return False
        starts_type_test = token.text == "instance" and self.tokens[self.index + 1].text == "of"
        return not starts_type_test
