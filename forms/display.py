"""Answers for reading: labels with values in words, for task pages and documents."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Unpack

from forms import money
from forms.definition import Component, Definition
from forms.fields.choice import token
from forms.scope import Scope
from forms.settle import options_of
from forms.tools import Given, Tools
from forms.values import get_path, has_path, json_number, to_number, to_text
from forms.wording import text_of
from forms.words import Words

CHOICES = {"select", "radio", "checklist", "taglist", "person"}
FILES = {"file", "photo", "video"}


@dataclass(frozen=True)
class Shown:
    """One answer in words; a table has rows of answers, a group has answers inside."""

    path: str
    kind: str
    label: str
    text: str
    value: Any = None
    note: str = ""
    rows: tuple[tuple["Shown", ...], ...] = ()
    inside: tuple["Shown", ...] = ()

    @property
    def headings(self) -> list[str]:
        """The labels over the columns of a table."""
        labels: dict[str, str] = {}
        for row in self.rows:
            labels |= {cell.path: cell.label for cell in row}
        return list(labels.values())

    @property
    def table(self) -> list[list["Shown | None"]]:
        """The cells under the headings; a cell that a row does not have is None."""
        paths = list(dict.fromkeys(cell.path for row in self.rows for cell in row))
        return [[next((cell for cell in row if cell.path == path), None) for path in paths]
                for row in self.rows]


def display(definition: Definition, data: Mapping[str, Any], **given: Unpack[Given]) -> list[Shown]:
    """What was answered, in the order of the form; what was hidden then is not in the data."""
    tools = Tools.of(given)
    scope = Scope(dict(data), tools.context)
    return list(_Display(tools).over(definition.components, data, scope))


class _Display:
    """One reading of the answers by one reader."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools
        self.words = Words(tools.locale)

    def over(self, components: Sequence[Component], data: Mapping[str, Any],
             scope: Scope) -> tuple[Shown, ...]:
        found: list[Shown] = []
        for component in components:
            if component.kind.role == "container":
                inside = self.over(component.children, data, scope)
                label = text_of(component.label, scope, self.tools)
                if inside:
                    found += [Shown("", "group", label, "", inside=inside)] if label else inside
            elif component.is_answered and has_path(data, component.path):
                shown = self._answer(component, get_path(data, component.path), scope)
                found += [shown] if shown.label or component.kind.role == "field" else []
        return tuple(found)

    def _answer(self, component: Component, value: Any, scope: Scope) -> Shown:
        label = text_of(component.label, scope, self.tools)
        text = self.text(component, value, scope)
        note = ""
        rows: tuple[tuple[Shown, ...], ...] = ()
        if component.kind.name == "money" and self.tools.is_chinese:
            note = _in_words(value)
        if component.kind.role == "rows":
            rows = self._rows(component, value, scope)
            text = "" if rows else self.words.gettext("Not filled in")
        kind = component.kind.name
        return Shown(component.path, kind, label, text, value, note, rows)

    def _rows(self, component: Component, value: Any, scope: Scope) -> tuple[tuple[Shown, ...], ...]:
        rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
        return tuple(self.over(component.children, row, scope.inside(dict(row), number))
                     for number, row in enumerate(rows, start=1))

    def text(self, component: Component, value: Any, scope: Scope) -> str:
        """One value in the reader's words."""
        kind = component.kind.name
        if kind == "checkbox":
            return self.words.gettext("Yes" if value is True else "No")
        if value in (None, "", []):
            return self.words.gettext("Not filled in") if component.kind.role == "field" else ""
        if kind in CHOICES:
            return self._choice(component, value, scope)
        if kind in FILES:
            return self._join([str(each.get("name", "")) for each in _listed(value)
                               if isinstance(each, Mapping)])
        return self._plain(component, value, scope)

    def _plain(self, component: Component, value: Any, scope: Scope) -> str:
        kind = component.kind.name
        if kind == "money":
            return money.shown(value)
        if kind == "signature":
            return self.words.gettext("Signed")
        if kind == "date":
            return moment_words(str(value), chinese=self.tools.is_chinese)
        if kind in ("text", "number"):
            look = component.part("appearance")
            number = to_number(value) if kind == "number" else None
            words = to_text(value) if number is None else _grouped(number, component)
            around = [text_of(look.get("prefixAdorner"), scope, self.tools), words,
                      text_of(look.get("suffixAdorner"), scope, self.tools)]
            return " ".join(each for each in around if each)
        return to_text(value)

    def _choice(self, component: Component, value: Any, scope: Scope) -> str:
        labels = {each.token: each.label for each in options_of(component, scope, self.tools)}
        if component.kind.name == "person":
            labels = {**dict(self.tools.people(None)), **labels}
        return self._join([labels.get(token(each), to_text(each)) for each in _listed(value)])

    def _join(self, words: list[str]) -> str:
        return ("、" if self.tools.is_chinese else ", ").join(words)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _grouped(number: Any, component: Component) -> str:
    digits = component.given.get("decimalDigits")
    if isinstance(digits, int) and digits >= 0:
        return f"{number:,.{digits}f}"
    exact = json_number(number)
    return f"{exact:,}" if isinstance(exact, int) else f"{number:,f}"


def _in_words(value: Any) -> str:
    if isinstance(value, Mapping) and value.get("currency") == "CNY" and isinstance(
            value.get("amount_minor"), int):
        return money.in_chinese_words(value["amount_minor"])
    return ""


def moment_words(text: str, *, chinese: bool) -> str:
    """2026-03-31T09:30 as 2026年3月31日 09:30, or 31 March 2026, 09:30."""
    day, mark, time = text.partition("T")
    try:
        date = dt.date.fromisoformat(day)
    except ValueError:
        return text
    if chinese:
        words = f"{date.year}年{date.month}月{date.day}日"
    else:
        words = f"{date.day} {MONTHS[date.month - 1]} {date.year}"
    return f"{words}{' ' if chinese else ', '}{time[:5]}" if mark else words


MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")


def text_of_answer(component: Component, value: Any, scope: Scope, tools: Tools) -> str:
    """One answer in words, for a field that may only be read."""
    return _Display(tools).text(component, value, scope)


def note_of_answer(component: Component, value: Any, tools: Tools) -> str:
    """What stands in small print below it: the amount in words."""
    is_money = component.kind.name == "money" and tools.is_chinese
    return _in_words(value) if is_money else ""
