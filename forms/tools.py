"""What the floor above hands in: expressions, words, people, patterns, files. We own none of these."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any, Protocol, TypedDict

from forms import markdown
from forms.limits import DEFAULT, Limits

CHINA = dt.timezone(dt.timedelta(hours=8))


class Pattern(Protocol):
    """A compiled pattern, whoever compiled it."""

    def search(self, text: str, /) -> object: ...


class Given(TypedDict, total=False):
    """The keyword arguments of `bind`, beside the definition and the data."""

    evaluate: Callable[[str, Mapping[str, Any]], Any]
    context: Mapping[str, Any]
    locale: str
    translate: Callable[[str], str]
    people: Callable[[str | None], Iterable[tuple[str, str]]]
    matcher: Callable[[str], Pattern]
    limits: Limits
    markdown: Callable[[str], str]
    clean_html: Callable[[str], str]
    sniff: Callable[[bytes, str], str | None]
    stored: Callable[[int], Mapping[str, Any] | None]
    failures: tuple[type[Exception], ...]
    now: Callable[[], dt.datetime]
    timezone: dt.tzinfo


def _nothing(text: str, names: Mapping[str, Any]) -> Any:  # noqa: ARG001 - the shape of evaluate
    return None


def _nobody(role: str | None) -> Iterable[tuple[str, str]]:  # noqa: ARG001 - the shape of people
    return ()


def _unsniffed(content: bytes, name: str) -> str | None:  # noqa: ARG001 - the shape of sniff
    return None


def _unstored(file_id: int) -> Mapping[str, Any] | None:  # noqa: ARG001 - the shape of stored
    return None


@dataclass(frozen=True)
class Tools:
    """The same, with a harmless default for everything that was not handed in."""

    evaluate: Callable[[str, Mapping[str, Any]], Any] = _nothing
    context: Mapping[str, Any] = field(default_factory=dict)
    locale: str = "zh"
    translate: Callable[[str], str] = str
    people: Callable[[str | None], Iterable[tuple[str, str]]] = _nobody
    matcher: Callable[[str], Pattern] = re.compile
    limits: Limits = DEFAULT
    markdown: Callable[[str], str] = markdown.render
    clean_html: Callable[[str], str] = escape
    sniff: Callable[[bytes, str], str | None] = _unsniffed
    stored: Callable[[int], Mapping[str, Any] | None] = _unstored
    failures: tuple[type[Exception], ...] = (ValueError, ArithmeticError, LookupError, TypeError)
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(CHINA)
    timezone: dt.tzinfo = CHINA

    @classmethod
    def of(cls, given: Given) -> "Tools":
        """Take what was handed in; None means the default, so callers may pass options through."""
        return cls(**{name: tool for name, tool in given.items() if tool is not None})  # type: ignore[arg-type]

    @property
    def is_chinese(self) -> bool:
        """Whether the reader reads Chinese."""
        return self.locale.lower().startswith("zh")

    @property
    def here(self) -> dt.datetime:
        """Now, on the reader's clock."""
        now = self.now()
        return now.replace(tzinfo=self.timezone) if now.tzinfo is None else now.astimezone(self.timezone)

    def value(self, expression: str, names: Mapping[str, Any]) -> Any:
        """The value of an expression, or nothing when it fails: a form must open all the same."""
        text = expression.strip().lstrip("=").strip()
        if not text:
            return None
        try:
            return self.evaluate(text, names)
        except self.failures:
            return None
