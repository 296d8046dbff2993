"""What the page draws: lines of pieces on a grid of 16 columns, hidden ones left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from typing import Any

from forms import shown
from forms.answers import AnswerForm
from forms.definition import Component, level
from forms.display import note_of_answer, text_of_answer
from forms.fields.base import Answer
from forms.fields.rows import Row, RowsAnswer
from forms.scope import Scope
from forms.settle import group_scope, row_scopes, settle_row
from forms.tools import Tools
from forms.values import to_json, to_number, to_text
from forms.wording import text_of

GRID = 16
MOST_COLUMNS = 6
"""A table of more columns is drawn as cards: its cells could not be read side by side."""
ROOM = {"locked": 6, "narrow": 6.5, "choice": 8, "figures": 10.5, "name": 9, "words": 9}
MOST_ROOM = 42
"""So many rem has a table beside its task's surroundings; columns that need more are cards as well."""
LONG_TEXT = 100
CENTS = 2
WIDTHS = {"number": "narrow", "expression": "narrow", "checkbox": "narrow", "select": "choice",
          "person": "choice", "date": "figures", "money": "figures"}


@dataclass
class Piece:
    """One thing on the page; `kind` names the macro that draws it."""

    kind: str
    component: Component
    columns: int
    label: str = ""
    field: Any = None
    facts: dict[str, Any] = made(default_factory=dict)
    lines: list[list["Piece"]] = made(default_factory=list)
    rows: list["DrawnRow"] = made(default_factory=list)
    blank: "DrawnRow | None" = None

    @property
    def id(self) -> str:
        """An id that is the same each time the form is drawn."""
        if self.field is not None:
            return f"piece-{self.field.id}"
        return f"piece-{self.component.id or self.component.path or self.kind}"


@dataclass
class DrawnRow:
    """One row of a list or table: its number for people, its name for the post, its cells."""

    number: int
    name: str
    index: int | str
    lines: list[list[Piece]]
    columns: list[Component]

    @property
    def cells(self) -> list["Piece | None"]:
        """One cell for each column of a table; None where a condition hides it in this row."""
        pieces = {piece.component: piece for line in self.lines for piece in _flat(line)}
        return [pieces.get(column) for column in self.columns]


def _flat(pieces: Sequence[Piece]) -> Iterator[Piece]:
    for piece in pieces:
        yield piece
        for line in piece.lines:
            yield from _flat(line)


def lay_out(form: AnswerForm, scope: Scope, tools: Tools) -> list[list[Piece]]:
    """The lines of a form at rest."""
    return _Drawing(tools).lines(form, form.components, scope)


class _Drawing:
    """One drawing of the form."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    def lines(self, form: AnswerForm, components: Sequence[Component],
              scope: Scope) -> list[list[Piece]]:
        lines: list[list[Component]] = []
        last_row = None
        for component in components:
            row = component.part("layout").get("row")
            if component in form.hidden or component.kind.role == "computed":
                continue
            if row is not None and row == last_row and lines:
                lines[-1].append(component)
            else:
                lines.append([component])
            last_row = row
        return [self._line(form, line, scope) for line in lines]

    def _line(self, form: AnswerForm, line: list[Component], scope: Scope) -> list[Piece]:
        widths = spans([each.part("layout").get("columns") for each in line])
        return [self._piece(form, component, width, scope)
                for component, width in zip(line, widths, strict=True)]

    def _piece(self, form: AnswerForm, component: Component, columns: int, scope: Scope) -> Piece:
        piece = Piece(component.kind.name, component, columns)
        if component.kind.role == "container":
            piece.label = text_of(component.label, scope, self.tools)
            piece.facts["outline"] = bool(component.given.get("showOutline"))
            piece.lines = self.lines(form, component.children, group_scope(component, scope))
        elif component.is_answered and component.path in form.answers:
            self._answer(piece, form.answers[component.path], scope)
        elif component.kind.role in ("field", "rows"):
            piece.kind = "unknown"  # an answer without a key has nowhere to live; a check says so
        else:
            piece.label = text_of(component.label, scope, self.tools)
            piece.facts = shown.facts(component, scope, self.tools)
        return piece

    def _answer(self, piece: Piece, answer: Answer, scope: Scope) -> None:
        piece.field, piece.label = answer, answer.state.label
        if not isinstance(answer, RowsAnswer):
            if not answer.is_open:
                self._lock(piece, answer, scope)
            return
        for number, (row, (form, inner)) in enumerate(
                zip(answer.entries, row_scopes(answer, scope), strict=True), start=1):
            piece.rows.append(self._row(row, form, inner, number))
        piece.facts["headings"] = self._headings(answer, scope)
        columns = _columns(answer.component.children)
        piece.facts["widths"] = [width_of(each) for each in columns]
        if piece.kind == "table" and (len(columns) > MOST_COLUMNS or _room(columns) > MOST_ROOM):
            piece.kind, piece.facts["from_table"] = "list", True
        if answer.may_change:
            piece.blank = self._blank(answer, scope)

    def _lock(self, piece: Piece, answer: Answer, scope: Scope) -> None:
        value = answer.clean()
        piece.facts |= {
            "value": value, "drawn_as": piece.kind,
            "text": text_of_answer(answer.component, value, scope, self.tools),
            "note": note_of_answer(answer.component, value, self.tools)}
        piece.kind = "locked"

    def _row(self, row: Row, form: AnswerForm, scope: Scope, number: int) -> DrawnRow:
        lines = self.lines(form, form.components, scope)
        computed = [self._computed(form, each, scope) for each in form.components
                    if each.kind.role == "computed" and each.label and each not in form.hidden]
        columns = _columns(form.components)
        return DrawnRow(number, row.name, row.index, [*lines, *([computed] if computed else [])],
                        columns)

    def _computed(self, form: AnswerForm, component: Component, scope: Scope) -> Piece:
        value = to_text(to_json(form.computed_values.get(component.path)))
        label = text_of(component.label, scope, self.tools)
        return Piece("computed", component, GRID, label, facts={"value": value})

    def _blank(self, answer: RowsAnswer, scope: Scope) -> DrawnRow:
        row = answer.blank()
        inner = settle_row(row.form, scope, len(answer.entries) + 1, self.tools)
        return self._row(row, row.form, inner, 0)

    def _headings(self, answer: RowsAnswer, scope: Scope) -> list[str]:
        return [text_of(each.label, scope, self.tools) for each in _columns(answer.component.children)]


def _room(columns: Sequence[Component]) -> float:
    """How wide a table's columns are at least; what is only read wraps."""
    return sum(ROOM["locked" if each.given.get("readonly") is True else width_of(each)] for each in columns)


def width_of(component: Component) -> str:
    """How wide the column of an answer is: words get the room that figures and choices leave."""
    if component.given.get("readonly") is True and component.kind.name != "text":
        return "name" if _is_sum(component) else "narrow"
    if component.kind.name == "text":
        longest = to_number(component.part("validate").get("maxLength"))
        return "words" if longest is None or longest > LONG_TEXT else "name"
    return WIDTHS.get(component.kind.name, "words")


def _is_sum(component: Component) -> bool:
    """Whether it is a sum of money, by its kind or by its hundredths: a million of them must stand on one line."""
    return component.kind.name == "money" or (to_number(component.given.get("decimalDigits")) or 0) >= CENTS


def _columns(components: Sequence[Component]) -> list[Component]:
    """What makes a column of a table: every answer, and computed values that have a label."""
    return [each for each in level(components)
            if each.is_answered and (each.kind.role != "computed" or each.label)]


def spans(asked: Sequence[Any]) -> list[int]:
    """The widths of the pieces of one line: as asked, and the rest shared by those that did not ask."""
    fixed = [each if isinstance(each, int) and 0 < each <= GRID else None for each in asked]
    free = fixed.count(None)
    left = GRID - sum(each for each in fixed if each)
    share = max(left // free, 2) if free else 0
    return [each or share for each in fixed]
