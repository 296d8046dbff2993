"""Nothing is typed twice: initial values by expression, each with the place it came from."""

import re
from collections.abc import Mapping
from typing import Any

from forms.definition import Component, Definition, level
from forms.fields.base import Answer
from forms.tools import Tools
from forms.values import get_path, has_path, set_path, to_json
from forms.wording import in_words

ANSWERS = re.compile(r"\banswers\.(\w+)")
LABELS = {"actor": "That is you", "customer": "From the customer file", "project": "From the project file",
          "answers": "From an earlier step", "task": "From the task"}


def prefill(answers: Mapping[str, Answer], given: Mapping[str, Any], tools: Tools) -> dict[str, Any]:
    """The initial values of a form's fields, by path; what was given before wins over them.

    Except where nobody can write: there a draft only remembers what was so when it was saved.
    """
    offered = {}
    for path, answer in answers.items():
        expression = in_words(str(answer.component.own("initial") or ""), tools)
        value = tools.value(expression, tools.context) if expression else None
        if value is None:
            continue
        if isinstance(value, str) and _is_only_read(answer.component):
            value = tools.translate(value)  # a decision table answers in the words of the package
        offered[path] = to_json(value)
        answer.state.source = source_of(expression, tools.context)
        answer.process(None, offered[path])
        answer.offered = answer.clean()
    return {path: value for path, value in offered.items() if path not in given or _is_locked(answers[path].component)}


def carry_over(definition: Definition, data: Mapping[str, Any]) -> dict[str, Any]:
    """The last round's answers as the next round begins with them.

    What is asked anew is left out, so that nobody repeats a decision by looking away; what is only read is
    left out too, because it is offered afresh.
    """
    carried: dict[str, Any] = {}
    for component in level(definition.components):
        if (component.is_answered and has_path(data, component.path)
                and not component.is_asked_anew and not _is_only_read(component)):
            set_path(carried, component.path, get_path(data, component.path))
    return carried


def _is_locked(component: Component) -> bool:
    return component.given.get("readonly") is True or component.given.get("disabled") is True


def _is_only_read(component: Component) -> bool:
    return component.given.get("readonly") is True and bool(component.own("initial"))


def settle_source(answer: Answer) -> None:
    """A value that was changed by hand no longer comes from where it came from."""
    if answer.state.source is None:
        return
    if answer.clean() != answer.offered:
        answer.state.source = None
        return
    root = answer.state.source.partition(".")[0]
    answer.state.source_label = answer.gettext(LABELS.get(root, "From the process"))


def source_of(expression: str, context: Mapping[str, Any]) -> str | None:
    """"answers.draft" for =answers.draft.title; "customer" for =customer.name."""
    found = ANSWERS.search(expression)
    if found:
        return f"answers.{found[1]}"
    words = re.findall(r"(?<![\w.\"])[^\W\d]\w*", expression)
    return next((word for word in words if word in context), None)
