"""Sample answers for a form's preview: one likely value for each kind of field, so that nothing stands empty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import forms

SAMPLE_ROWS, SAMPLE_NUMBER = 2, 12
WORDS = {"zh": ("示例文字", "这里是较长的示例文字，用来看版面是否合适。"),
         "en": ("Sample", "A longer sample text, to see how the page carries it.")}


def sample(components: Sequence[forms.Component], locale: str, people: Sequence[tuple[str, str]], *,
           asked: Callable[[forms.Component], bool] = lambda _component: True) -> dict[str, Any]:
    """Answers to these components, nested as the form nests them; of fields to those that are `asked`."""
    answers: dict[str, Any] = {}
    for component in components:
        if component.kind.role == "container":
            _merge(answers, sample(component.children, locale, people, asked=asked))
        elif not asked(component):
            continue
        elif component.kind.role == "rows" and component.path:
            row = sample(component.children, locale, people, asked=asked)
            _put(answers, component.path, [row] * SAMPLE_ROWS)
        elif component.kind.role == "field" and component.path:
            value = _value(component, locale, people)
            if value is not None:
                _put(answers, component.path, value)
    return answers


def _value(component: forms.Component, locale: str, people: Sequence[tuple[str, str]]) -> Any:
    short, long = WORDS[locale]
    name, given = component.kind.name, component.given
    if name in ("radio", "select", "checklist", "taglist"):
        values = [each.get("value") for each in given.get("values", []) if isinstance(each, dict)]
        first = values[0] if values else None
        return first if name in ("radio", "select") or first is None else [first]
    if name == "person":
        first = people[0][0] if people else None
        return [first] if component.own("multiple") and first else first
    dates = {"date": "2026-03-31", "time": "09:30", "datetime": "2026-03-31T09:30"}
    plain = {"text": short, "long_text": long, "number": _number(component), "checkbox": True,
             "money": {"amount_minor": 12_800_000, "currency": str(component.own("currency", "CNY"))},
             "date": dates.get(str(given.get("subtype", "date")))}
    return plain.get(name)


def _number(component: forms.Component) -> float:
    """A number that the form takes, so that the preview begins without a fault."""
    rules = component.given.get("validate")
    least, most = ((rules.get(edge) for edge in ("min", "max")) if isinstance(rules, dict) else (None, None))
    bounded = SAMPLE_NUMBER if not isinstance(most, int | float) else min(SAMPLE_NUMBER, most)
    return bounded if not isinstance(least, int | float) else max(bounded, least)


def _put(answers: dict[str, Any], path: str, value: Any) -> None:
    *groups, last = path.split(".")
    for group in groups:
        answers = answers.setdefault(group, {})
    answers[last] = value


def _merge(into: dict[str, Any], other: dict[str, Any]) -> None:
    for name, value in other.items():
        if isinstance(value, dict) and isinstance(into.get(name), dict):
            _merge(into[name], value)
        else:
            into[name] = value
