"""What changed between two sets of answers, so that who looks again sees only what is new."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Unpack

from forms.definition import Component, Definition
from forms.display import text_of_answer
from forms.scope import Scope
from forms.tools import Given, Tools
from forms.values import get_path, has_path
from forms.wording import text_of
from forms.words import Words


@dataclass(frozen=True)
class Change:
    """One changed answer: where, and in words what it was and what it is."""

    path: str
    label: str
    kind: str  # "added", "removed" or "changed"
    before: str
    after: str


def diff(definition: Definition, before: Mapping[str, Any], after: Mapping[str, Any],
         **given: Unpack[Given]) -> list[Change]:
    """The answers that changed, in the order of the form; rows are matched by their content."""
    tools = Tools.of(given)
    work = _Diff(tools)
    return list(work.over(definition.components, before, after, "", ""))


class _Diff:
    """One comparison for one reader."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools
        self.words = Words(tools.locale)

    def over(self, components: Sequence[Component], before: Mapping[str, Any],
             after: Mapping[str, Any], path: str, where: str) -> Iterator[Change]:
        scopes = Scope(dict(before), self.tools.context), Scope(dict(after), self.tools.context)
        for component in components:
            if component.kind.role == "container":
                yield from self.over(component.children, before, after, path, where)
            elif component.is_answered:
                yield from self._answer(component, before, after, scopes, path, where)

    def _answer(self, component: Component, before: Mapping[str, Any], after: Mapping[str, Any],
                scopes: tuple[Scope, Scope], path: str, where: str) -> Iterator[Change]:
        old, new = get_path(before, component.path), get_path(after, component.path)
        if old == new:
            return
        label = text_of(component.label, scopes[1], self.tools) or component.path
        full, place = f"{path}{component.path}", f"{where}{label}"
        if component.kind.role == "rows":
            yield from self._rows(component, _rows(old), _rows(new), full, place)
            return
        texts = [self._text(component, value, scope) for value, scope in zip((old, new), scopes,
                                                                           strict=True)]
        had, has = (has_path(each, component.path) and value not in (None, "", [])
                    for each, value in ((before, old), (after, new)))
        if not had and not has:
            return
        kind = "changed" if had and has else "added" if has else "removed"
        yield Change(full, place, kind, *texts)

    def _rows(self, component: Component, old: list[Any], new: list[Any], path: str,
              place: str) -> Iterator[Change]:
        matcher = SequenceMatcher(None, _keys(old), _keys(new), autojunk=False)
        for tag, first, last, start, end in matcher.get_opcodes():
            if tag == "equal":
                continue
            shared = min(last - first, end - start)
            for step in range(shared):
                number = start + step + 1
                yield from self.over(component.children, old[first + step], new[start + step],
                                     f"{path}[{number}].", f"{place} · {self._row(number)} · ")
            for number in range(first + shared, last):
                yield Change(f"{path}[{number + 1}]", f"{place} · {self._row(number + 1)}", "removed",
                             self._summary(component, old[number]), "")
            for number in range(start + shared, end):
                yield Change(f"{path}[{number + 1}]", f"{place} · {self._row(number + 1)}", "added",
                             "", self._summary(component, new[number]))

    def _row(self, number: int) -> str:
        return self.words.gettext("Row %(number)d") % {"number": number}

    def _summary(self, component: Component, row: Mapping[str, Any]) -> str:
        scope = Scope(dict(row), self.tools.context)
        texts = [self._text(each, get_path(row, each.path), scope)
                 for each in component.children if each.is_answered]
        return " · ".join(text for text in texts if text)

    def _text(self, component: Component, value: Any, scope: Scope) -> str:
        if value in (None, "", []):
            return ""
        return text_of_answer(component, value, scope, self.tools)


def _rows(value: Any) -> list[Any]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def _keys(rows: list[Any]) -> list[str]:
    return [json.dumps(row, sort_keys=True, default=str) for row in rows]
