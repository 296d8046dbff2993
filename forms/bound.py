"""A form in front of a person: bound to what was given and posted, settled, ready to draw and to check."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Unpack

from forms.answers import AnswerForm, Wording
from forms.definition import Component, Definition
from forms.fields.base import Answer
from forms.fields.file import FileAnswer
from forms.fields.rows import RowsAnswer
from forms.layout import Piece, lay_out
from forms.posted import ADD, REFRESH, REMOVE, MultiDict, Posted
from forms.settle import settle
from forms.tools import Given, Tools
from forms.values import to_json
from forms.words import Words


@dataclass(frozen=True)
class Problem:
    """One line of the error summary: which field, what is wrong, where to go."""

    id: str
    label: str
    message: str


class BoundForm(AnswerForm):
    """The whole form."""

    def __init__(self, definition: Definition, tools: Tools, posted: Posted | None,
                 initial: Mapping[str, Any]) -> None:
        self.definition = definition
        self.words = Words(tools.locale)
        self.posted = posted
        sent = None if posted is None or posted.is_flooded else posted
        super().__init__(definition.components, tools, Wording(self.words), sent, initial)
        self.scope = settle(self, tools)

    @property
    def is_refresh(self) -> bool:
        """Whether the person only added or removed a row, or a script asks how the form stands now."""
        return self.posted is not None and any(
            name in self.posted for name in (ADD, REMOVE, REFRESH))

    @property
    def is_live(self) -> bool:
        """Whether answers change what is shown, so that a script should ask again while they are typed."""
        return any(_moves(component) for component in self.definition.walk())

    @cached_property
    def layout(self) -> list[list[Piece]]:
        """The lines of pieces to draw."""
        return lay_out(self, self.scope, self.tools)

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every visible field is answered rightly."""
        sound = super().validate(extra_validators)
        if self.posted is not None and self.posted.is_flooded:
            self.form_errors.append(self.words.gettext(
                "Too much was sent at once. Please split it into several forms."))
            return False
        return sound

    def computed(self) -> dict[str, Any]:
        """The values of the computed fields, by path."""
        return {path: to_json(value) for path, value in self.computed_values.items()}

    @property
    def problems(self) -> list[Problem]:
        """Everything that is wrong, in the order of the page."""
        found = [Problem("", "", str(each)) for each in self.form_errors]
        for answer, row in fields_of(self):
            for message in answer.messages:
                where = " · ".join(each for each in (row, answer.state.label) if each)
                found.append(Problem(answer.id, where or answer.component.path, message))
        return found

    def file_fields(self) -> list[FileAnswer]:
        """The file fields of the form and of its rows."""
        return [answer for answer, _ in fields_of(self) if isinstance(answer, FileAnswer)]

    def store_files(self, keep: Callable[[str, bytes], Mapping[str, Any]]) -> None:
        """Keep the sound files that arrived; call it before `validate`, so that none is sent twice."""
        for answer in self.file_fields():
            answer.store(keep)
        self.__dict__.pop("layout", None)


def fields_of(form: AnswerForm, row: str = "") -> Iterator[tuple[Answer, str]]:
    """Every field, into rows, each with the words for the row it stands in."""
    for answer in form.answers.values():
        yield answer, row
        if isinstance(answer, RowsAnswer) and not answer.state.hidden:
            for number, entry in enumerate(answer.entries, start=1):
                words = answer.say("Row %(number)d", number=number)
                name = f"{answer.state.label} {words}".strip()
                yield from fields_of(entry.form, f"{row} · {name}" if row else name)


def _moves(component: Component) -> bool:
    """Whether what is typed elsewhere may change this component."""
    if component.hide or component.own("requiredWhen") or component.kind.role == "computed":
        return True
    given = [value for name, value in component.given.items() if name not in ("components", "properties")]
    given += [*component.part("validate").values(), *component.part("appearance").values()]
    return any(isinstance(each, str) and (each.startswith("=") or "{{" in each) for each in given)


def bind(definition: Definition, *, formdata: MultiDict | None = None, files: MultiDict | None = None,
         initial: Mapping[str, Any] | None = None, **given: Unpack[Given]) -> BoundForm:
    """A form for one person: an earlier draft in `initial` wins over what the form offers by itself."""
    tools = Tools.of(given)
    posted = None
    if formdata is not None or files is not None:
        posted = Posted(formdata, files, tools.limits.posted_fields)
    return BoundForm(definition, tools, posted, initial or {})
