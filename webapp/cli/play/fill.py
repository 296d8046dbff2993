"""Filling in a form the way a person would: what is prefilled stays, what the case says is written over it."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from webapp.cli.play import props, times
from webapp.cli.play.case import Case
from webapp.cli.play.pages import Control, Option, PageForm

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
            written = _cells(key, answer) if _is_fixed(form, key) else None
            fields = [(name, value) for name, value in fields
                      if not _belongs(name, key) or (written is not None and name not in written)]
            if rows := _rows(answer):
                for number, row in enumerate(rows):
                    for column, cell in row.items():
                        fields += self._cell(form, key, number, column, cell)
            elif _takes_files(form, key):
                files += [self._file(key, name) for name in _several(answer)]
            else:
                fields += [(key, value) for value in self._values(form.controls.get(key), key, answer)]
        return Filled(tuple(fields), tuple(files))

    def _cell(self, form: PageForm, key: str, number: int, column: str, cell: Any) -> list[tuple[str, str]]:
        """One cell of a table; any row of the page shows what kind of field its column is."""
        shown = [*form.controls.items(), *form.patterns.items()]
        known = next((control for name, control in shown if name.startswith(f"{key}-") and name.endswith(f"-{column}")), None)
        return [(f"{key}-{number}-{column}", value) for value in self._values(known, column, cell)]

    def _values(self, control: Control | None, key: str, answer: Any) -> list[str]:
        """What an answer sends for one control."""
        if isinstance(answer, bool):
            return [_box(control)] if answer else []
        if control is not None and control.options:
            return [self._choice(control, key, str(each)) for each in _several(answer)]
        if control is not None and control.kind == "hidden" and key.startswith("signature"):
            return [props.signature(str(answer))]
        if control is not None and control.kind in ("date", "datetime-local"):
            return [self._day(answer)]
        return [self._plain(each) for each in _several(answer)]

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
        raise CannotFill(f"{key} has no choice {word!r}; it has {_offered(control.options)}")

    def _file(self, key: str, name: str) -> File:
        name, content = props.content(name, self.case.file.parent)
        return key, (name, content, mimetypes.guess_type(name)[0] or "application/octet-stream")


def missing(form: PageForm, answers: Mapping[str, Any]) -> list[str]:
    """Which answers have no field on the page."""
    shown = [*form.controls, *form.patterns]
    return [key for key in answers if not any(_belongs(name, key) for name in shown)]


def _belongs(name: str, key: str) -> bool:
    """Whether a control carries this answer: itself, or a cell of its table."""
    return name == key or name.startswith(f"{key}-")


def _rows(answer: Any) -> list[Mapping[str, Any]]:
    is_table = isinstance(answer, list) and answer and all(isinstance(row, Mapping) for row in answer)
    return list(answer) if is_table else []


def _is_fixed(form: PageForm, key: str) -> bool:
    """Whether it is a table of the page in which no row can come or go, so that what is not written stays."""
    return any(name.startswith(f"{key}-") for name in form.controls) and not any(
        name.startswith(f"{key}-") for name in form.patterns)


def _cells(key: str, answer: Any) -> set[str]:
    return {f"{key}-{number}-{column}" for number, row in enumerate(_rows(answer)) for column in row}


def _takes_files(form: PageForm, key: str) -> bool:
    control = form.controls.get(key)
    return control is not None and control.kind == "file"


def _several(answer: Any) -> list[Any]:
    return list(answer) if isinstance(answer, list) else [answer]


def _box(control: Control | None) -> str:
    return control.options[0].value if control is not None and control.options else "true"


def _offered(options: list[Option]) -> str:
    return ", ".join(f"{option.value} ({option.label})" for option in options if option.value) or "none"
