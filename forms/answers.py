"""A form of answers: WTForms fields made from components, for the whole form and for each row."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, cast

from wtforms.fields.core import Field
from wtforms.form import BaseForm
from wtforms.meta import DefaultMeta

from forms.definition import Component, level
from forms.fields.base import Answer
from forms.fields.choice import (
    CheckboxAnswer,
    ChecklistAnswer,
    RadioAnswer,
    SelectAnswer,
    TagsAnswer,
)
from forms.fields.date import DateAnswer, DateTimeAnswer, TimeAnswer
from forms.fields.file import FileAnswer, PhotoAnswer, VideoAnswer
from forms.fields.money import MoneyAnswer
from forms.fields.number import NumberAnswer
from forms.fields.person import PeopleAnswer, PersonAnswer
from forms.fields.rows import Row, RowsAnswer
from forms.fields.signature import SignatureAnswer
from forms.fields.text import LongTextAnswer, TextAnswer
from forms.prefill import prefill
from forms.tools import Tools
from forms.values import get_path, has_path, set_path, to_json
from forms.words import Words

FAMILIES: dict[str, type[Answer]] = {
    "text": TextAnswer, "long_text": LongTextAnswer, "number": NumberAnswer, "money": MoneyAnswer,
    "checkbox": CheckboxAnswer, "radio": RadioAnswer, "select": SelectAnswer,
    "checklist": ChecklistAnswer, "taglist": TagsAnswer, "file": FileAnswer, "photo": PhotoAnswer,
    "video": VideoAnswer, "signature": SignatureAnswer,
}
MOMENTS = {"date": DateAnswer, "time": TimeAnswer, "datetime": DateTimeAnswer}


class Wording(DefaultMeta):
    """WTForms' settings for one reader."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def get_translations(self, form: Any) -> Words:  # noqa: ARG002
        """Our own sentences, in the reader's language."""
        return self.words

    def wrap_formdata(self, form: Any, formdata: Any) -> Any:  # noqa: ARG002
        """What was posted is indexed already."""
        return formdata


class AnswerForm(BaseForm):
    """The answers at one level: the form itself, or one row of a list in it."""

    def __init__(self, components: Sequence[Component], tools: Tools, meta: Wording, formdata: Any,
                 data: Mapping[str, Any], prefix: str = "") -> None:
        self.components = components
        self.tools = tools
        self.computed_values: dict[str, Any] = {}
        self.hidden: set[Component] = set()
        fields = {each.path: field_for(each, tools, meta) for each in level(components)
                  if each.kind.role in ("field", "rows") and each.path}
        super().__init__(cast("Any", fields), prefix=prefix, meta=meta)
        given = {path: get_path(data, path) for path in fields if has_path(data, path)}
        offered = prefill(self.answers, given, tools)
        self.process(formdata, data={**given, **offered})
        for answer in self.answers.values():
            answer.lock()

    @property
    def answers(self) -> dict[str, Answer]:
        """The fields by their path."""
        return cast("dict[str, Answer]", self._fields)

    def gather(self) -> dict[str, Any]:
        """Everything said so far, as expressions see it; what is hidden is nothing."""
        data: dict[str, Any] = {}
        for component in level(self.components):
            if component.kind.role == "computed" and component.path:
                set_path(data, component.path, self.computed_values.get(component.path))
            elif component.path in self.answers and component.is_answered:
                answer = self.answers[component.path]
                set_path(data, component.path, None if answer.state.hidden else answer.feel())
        return data

    def clean(self) -> dict[str, Any]:
        """Typed data: hidden and disabled fields are left out, computed ones are in."""
        data: dict[str, Any] = {}
        for component in level(self.components):
            if component in self.hidden or not component.is_answered:
                continue
            if component.kind.role == "computed":
                set_path(data, component.path, to_json(self.computed_values.get(component.path)))
            elif not self.answers[component.path].state.disabled:
                set_path(data, component.path, self.answers[component.path].clean())
        return data

    def draft(self) -> dict[str, Any]:
        """What was written so far, right or wrong, so that it can be shown again elsewhere."""
        data: dict[str, Any] = {}
        for path, answer in self.answers.items():
            set_path(data, path, answer.draft())
        return data


def field_for(component: Component, tools: Tools, meta: Wording) -> Field:
    """The WTForms field that answers a component, not yet bound to a form."""
    given: dict[str, Any] = {"label": component.label, "component": component, "tools": tools}
    if component.kind.role == "rows":
        row = partial(AnswerForm, component.children, tools, meta)
        return RowsAnswer(Row(row, label=""), **given)
    return family(component)(default=component.given.get("defaultValue"), **given)


def family(component: Component) -> type[Answer]:
    """Which class of field a component needs."""
    name = component.kind.name
    if name == "date":
        return MOMENTS.get(str(component.given.get("subtype") or "date"), DateAnswer)
    if name == "person":
        return PeopleAnswer if component.own("multiple") in (True, "true") else PersonAnswer
    return FAMILIES[name]
