"""Filling in a form the way a person would: what is prefilled stays, what the case says is written over it."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from webapp.cli.play import props, times
from webapp.cli.play.case import Case
from webapp.cli.play.pages import Control, Option, PageForm, spoken

KINDRED = (
    frozenset({"sign", "agree", "approve", "pass", "accept", "accepted", "go", "yes", "同意", "通过", "签署"}),
    frozenset({"decline", "return", "reject", "refuse", "fail", "change", "disagree", "no", "拒签", "退回"}),
)
File = tuple[str, tuple[str, bytes, str]]


class CannotFill(Exception):
    """The form has no such field, or the field no such choice."""


@dataclass(frozen=True)
class Filled:
    """What is sent: fields and files, in order."""

    fields: tuple[tuple[str, str], ...]
    files: tuple[File, ...]


@dataclass(frozen=True)
class Hand:
    """Who writes: the case for its people and its files, and the day it is."""

    case: Case
    now: datetime

    def fill(self, form: PageForm, answers: Mapping[str, Any]) -> Filled:
        """Everything the form would send, with the answers written over it."""
        fields, files = form.sent(), list[File]()
        for key, answer in answers.items():
            rows = _rows(answer)
            stays = _stays(form, key, rows)
            fields = [(name, value) for name, value in fields if not _belongs(name, key) or stays(name)]
            for number, row in enumerate(rows):
                for column, cell in row.items():
                    self._write(form, f"{key}-{number}-{column}", _cell_of(form, key, column), cell, fields, files)
            if not rows:
                self._write(form, key, form.controls.get(key), answer, fields, files)
        return Filled(tuple(fields), tuple(files))

    def _write(self, form: PageForm, name: str, control: Control | None, answer: Any,
               fields: list[tuple[str, str]], files: list[File]) -> None:
        """Write one answer where it goes: among the fields, or among the files."""
        if control is not None and control.kind == "file":
            files += [self._file(name, each) for each in each_of(answer)]
        elif name not in form.locked:
            fields += [(name, value) for value in self._values(control, name, answer)]

    def _values(self, control: Control | None, key: str, answer: Any) -> list[str]:
        """What an answer sends for one control."""
        if isinstance(answer, bool):
            return [_box(control)] if answer else []
        if control is not None and control.options:
            return [self._choice(control, key, str(each)) for each in each_of(answer)]
        if control is not None and control.kind == "hidden" and key.startswith("signature"):
            return [props.signature(str(answer))]
        if control is not None and control.kind in ("date", "datetime-local"):
            return [self._day(answer)]
        return [self._plain(each) for each in each_of(answer)]

    def _plain(self, answer: Any) -> str:
        return answer.isoformat() if isinstance(answer, date | datetime) else str(answer)

    def _day(self, answer: Any) -> str:
        found = times.moment(answer, self.now)
        return str(answer) if found is None else found.isoformat()

    def _choice(self, control: Control, key: str, word: str) -> str:
        """The option that a word means: its value, its label, a person's role, or a kindred word."""
        wanted = {word, self.case.username(word)}
        for option in control.options:
            if option.value in wanted or word in (option.label, option.other_label):
                return option.value
        for kin in KINDRED:
            near = [option for option in control.options if option.value in kin]
            if word.lower() in kin and len(near) == 1:
                return near[0].value
        raise CannotFill(f"{spoken(key)} has no choice {word!r}; it has {_offered(control.options)}")

    def _file(self, key: str, name: str) -> File:
        name, content = props.content(name, self.case.file.parent)
        return key, (name, content, mimetypes.guess_type(name)[0] or "application/octet-stream")


def missing(form: PageForm, answers: Mapping[str, Any]) -> list[str]:
    """Which answers have no field on the page."""
    shown = [*form.controls, *form.patterns]
    return [key for key in answers if not any(_belongs(name, key) for name in shown)]


def unknown(keys: list[str], form: PageForm) -> str:
    """In words: which keys the form has no field for, what was perhaps meant, and what there is."""
    fields = _fields(form)
    meant = [near for key in keys for near in get_close_matches(key, fields, n=1)]
    shown = [key for key in keys if key in form.locked]
    words = [f"the form has no field {', '.join(keys)}", *(f"{key} is only shown there" for key in shown)]
    words += [f"did you mean {', '.join(meant)}?"] if meant else []
    tables = {key: columns_of(form, key) for key in fields}
    return "; ".join([*words, "it has " + (", ".join(
        f"{key} [{', '.join(columns)}]" if columns else key for key, columns in tables.items()) or "none")])


def _fields(form: PageForm) -> list[str]:
    """The keys one may write on the page, each once, a table by its own."""
    shown = (name.partition("-")[0].partition(":")[0] for name in [*form.controls, *form.patterns])
    return list(dict.fromkeys(name for name in shown if not name.startswith(("_", "csrf"))))


def _belongs(name: str, key: str) -> bool:
    """Whether a control carries this answer: itself, or a cell of its table."""
    return name == key or name.startswith(f"{key}-")


def _rows(answer: Any) -> list[Mapping[str, Any]]:
    is_table = isinstance(answer, list) and answer and all(isinstance(row, Mapping) for row in answer)
    return list(answer) if is_table else []


def _stays(form: PageForm, key: str, rows: list[Mapping[str, Any]]) -> Callable[[str], bool]:
    """Which cells of the page's table stay as they are under the rows of the case.

    Where no row can come or go all do that are not written; elsewhere those of a row that leaves its first column
    out, for it speaks of the row that stands there.
    """
    cells = [name for name, control in form.controls.items() if name.startswith(f"{key}-") and control.kind != "hidden"]
    is_fixed = bool(cells) and not any(name.startswith(f"{key}-") for name in form.patterns)
    first = cells[0].split("-", 2)[-1] if cells else ""
    written = {f"{key}-{number}-{column}" for number, row in enumerate(rows) for column in row}
    spoken_of = tuple(f"{key}-{number}-" for number, row in enumerate(rows) if first not in row)
    return lambda name: name not in written and (is_fixed or name.startswith(spoken_of))


def _cell_of(form: PageForm, key: str, column: str) -> Control | None:
    """What kind of field a table's column is, as any row of the page shows; None where it is only shown."""
    columns = columns_of(form, key)
    if columns and column not in columns:
        raise CannotFill(f"the table {key} has no column {column}; it has {', '.join(columns)}")
    return columns.get(column)


def columns_of(form: PageForm, key: str) -> dict[str, Control | None]:
    """The columns of a table on the page, with a field of each."""
    shown = [*form.controls.items(), *form.patterns.items(), *((name, None) for name in form.locked)]
    found: dict[str, Control | None] = {}
    for name, control in shown:
        table, _, cell = name.partition("-")
        if table == key and "-" in cell:
            found.setdefault(cell.partition("-")[2], control)
    return found


def each_of(answer: Any) -> list[Any]:
    """One or several, as a list."""
    return list(answer) if isinstance(answer, list) else [answer]


def _box(control: Control | None) -> str:
    return control.options[0].value if control is not None and control.options else "true"


def _offered(options: list[Option]) -> str:
    return ", ".join(f"{option.value} ({option.label})" for option in options if option.value) or "none"
