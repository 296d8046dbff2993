"""Deciding how every field stands: shown or hidden, required, only read, its choices, its computed values.

Conditions and computed values may depend on each other, so we look again until nothing changes.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from forms.answers import AnswerForm
from forms.definition import Component
from forms.fields.base import Answer
from forms.fields.choice import Option, token
from forms.fields.rows import RowsAnswer
from forms.prefill import settle_source
from forms.scope import Scope
from forms.tools import Tools
from forms.values import get_path, set_path, to_json, to_number, to_text
from forms.wording import text_of

MOST_PASSES = 12
BOUNDS = {"min": "min", "max": "max", "minLength": "min_length", "maxLength": "max_length"}


def settle(form: AnswerForm, tools: Tools) -> Scope:
    """Bring the form to rest; gives the scope of the whole form, for the texts that are drawn."""
    for _ in range(MOST_PASSES):
        scope = Scope(form.gather(), tools.context)
        if not _Pass(tools).over(form, form.components, scope, hidden=False):
            break
    scope = Scope(form.gather(), tools.context)
    describe(form, scope, tools)
    return scope


class _Pass:
    """One look at everything; remembers whether anything changed."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools
        self.changed = False

    def over(self, form: AnswerForm, components: Sequence[Component], scope: Scope, *,
             hidden: bool, locked: bool = False) -> bool:
        for component in components:
            is_hidden = hidden or self._hides(component, scope)
            self._hide(form, component, is_hidden)
            if component.kind.role == "container":
                self.over(form, component.children, group_scope(component, scope),
                          hidden=is_hidden, locked=locked)
            elif component.kind.role == "computed" and component.path and not is_hidden:
                self._compute(form, component, scope)
            elif component.path in form.answers and component.is_answered:
                self._look_at(form.answers[component.path], scope, hidden=is_hidden, locked=locked)
        return self.changed

    def _hides(self, component: Component, scope: Scope) -> bool:
        return bool(component.hide) and self.tools.value(component.hide, scope.names) is True

    def _hide(self, form: AnswerForm, component: Component, is_hidden: bool) -> None:
        self.changed |= is_hidden != (component in form.hidden)
        (form.hidden.add if is_hidden else form.hidden.discard)(component)
        if component.path in form.answers and component.is_answered:
            form.answers[component.path].state.hidden = is_hidden

    def _compute(self, form: AnswerForm, component: Component, scope: Scope) -> None:
        value = self.tools.value(str(component.given.get("expression") or ""), scope.names)
        self.changed |= value != form.computed_values.get(component.path)
        form.computed_values[component.path] = value
        set_path(scope.data, str(component.given["key"]), value)

    def _look_at(self, answer: Answer, scope: Scope, *, hidden: bool, locked: bool) -> None:
        was_locked = answer.state.readonly or answer.state.disabled
        answer.state.readonly = locked or self._is(answer.component.given.get("readonly"), scope)
        answer.state.disabled = self._is(answer.component.given.get("disabled"), scope)
        is_locked = answer.state.readonly or answer.state.disabled
        if is_locked and not was_locked:
            answer.restore()
            self.changed = True
        if hasattr(answer, "offer"):
            answer.offer(options_of(answer.component, scope, self.tools))
        if isinstance(answer, RowsAnswer):
            for form, inner in row_scopes(answer, scope):
                self.over(form, form.components, inner, hidden=hidden, locked=is_locked)

    def _is(self, given: Any, scope: Scope) -> bool:
        if isinstance(given, str) and given.startswith("="):
            return self.tools.value(given, scope.names) is True
        return given is True


def group_scope(component: Component, scope: Scope) -> Scope:
    """A group with a path is a scope of its own; one without is only a frame."""
    own = str(component.given.get("path") or "")
    inside = get_path(scope.data, own) if own else None
    return scope.inside(inside) if isinstance(inside, dict) else scope


def row_scopes(answer: RowsAnswer, scope: Scope) -> Iterator[tuple[AnswerForm, Scope]]:
    """Each row's form with its scope; rows count from 1."""
    for number, row in enumerate(answer.entries, start=1):
        yield row.form, scope.inside(row.form.gather(), number)


def options_of(component: Component, scope: Scope, tools: Tools) -> list[Option]:
    """What may be chosen now: listed, found in the data, or computed; people by their role."""
    if component.kind.name == "person":
        role = component.own("role")
        people = tools.people(str(role) if role else None)
        return [Option(each, label, each) for each, label in people]
    given: Any = component.given.get("values")
    translated = bool(given)
    if component.given.get("valuesExpression"):
        given = tools.value(str(component.given["valuesExpression"]), scope.names)
    elif component.given.get("valuesKey"):
        given = get_path(scope.names, str(component.given["valuesKey"]))
    items = given if isinstance(given, list) else []
    options = [_option(each, scope, tools, translated) for each in items[:tools.limits.choices]]
    return list({option.token: option for option in options}.values())


def _option(item: Any, scope: Scope, tools: Tools, translated: bool) -> Option:
    item = to_json(item)
    value = item.get("value", item.get("label")) if isinstance(item, dict) else item
    label = to_text(item.get("label", value) if isinstance(item, dict) else item)
    return Option(value, text_of(label, scope, tools) if translated else label, token(value))


def describe(form: AnswerForm, scope: Scope, tools: Tools) -> None:
    """Labels, help, bounds and whether an answer is required, once everything is at rest."""
    _describe(form, form.components, scope, tools)


def _describe(form: AnswerForm, components: Sequence[Component], scope: Scope, tools: Tools) -> None:
    for component in components:
        if component.kind.role == "container":
            _describe(form, component.children, group_scope(component, scope), tools)
        elif component.path in form.answers and component.is_answered:
            answer = form.answers[component.path]
            _describe_answer(answer, scope, tools)
            if isinstance(answer, RowsAnswer):
                for inner, inner_scope in row_scopes(answer, scope):
                    describe(inner, inner_scope, tools)


def _describe_answer(answer: Answer, scope: Scope, tools: Tools) -> None:
    component, state = answer.component, answer.state
    validate, look = component.part("validate"), component.part("appearance")
    when = component.own("requiredWhen")
    state.required = validate.get("required") is True or (
        bool(when) and tools.value(str(when), scope.names) is True)
    state.label = text_of(component.label, scope, tools)
    state.objections = [text_of(each["say"], scope, tools) for each in component.own("objections") or ()
                        if tools.value(str(each["when"]), scope.names) is True]
    state.help = text_of(component.given.get("description"), scope, tools)
    state.prefix = text_of(look.get("prefixAdorner"), scope, tools)
    state.suffix = text_of(look.get("suffixAdorner"), scope, tools)
    for given, name in BOUNDS.items():
        bound = _bound(validate.get(given), scope, tools)
        state.rules[name] = int(bound) if bound is not None and "length" in name else bound
    for name in ("accept", "multiple"):
        value = component.own(name)
        if isinstance(value, str) and value.startswith("="):
            state.rules[name] = tools.value(value, scope.names)
    settle_source(answer)


def _bound(given: Any, scope: Scope, tools: Tools) -> Any:
    if isinstance(given, str) and given.startswith("="):
        given = tools.value(given, scope.names)
    return to_number(given)


def settle_row(form: AnswerForm, around: Scope, number: int, tools: Tools) -> Scope:
    """Bring one row to rest by itself, as the empty row that is kept for copying."""
    for _ in range(MOST_PASSES):
        if not _Pass(tools).over(form, form.components, around.inside(form.gather(), number),
                                 hidden=False):
            break
    scope = around.inside(form.gather(), number)
    describe(form, scope, tools)
    return scope
