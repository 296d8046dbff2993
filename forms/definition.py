"""Reading a form definition: form-js JSON becomes a tree of components that know their path."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forms.components import EDITABLE_TABLE, KINDS, Kind
from forms.errors import Finding, FormRefused
from forms.limits import DEFAULT, Limits

NEWEST_SCHEMA = 19
DECISION = "decision"
UNKNOWN = Kind("unknown", frozenset(), role="shown")


@dataclass(frozen=True, eq=False)
class Component:
    """One component: `path` is where its answer lives inside its row or, outside rows, the form."""

    kind: Kind
    type: str
    id: str
    path: str
    given: Mapping[str, Any]
    children: tuple["Component", ...] = ()

    @property
    def name(self) -> str:
        """How findings name it: the author's id, else its key, else its type."""
        return self.id or self.path or self.type

    @property
    def label(self) -> str:
        """The author's label, not yet translated."""
        given = self.given.get("label") or self.given.get("dateLabel") or self.given.get("timeLabel")
        return str(given or "")

    @property
    def is_answered(self) -> bool:
        """Whether it leaves something in the answers."""
        return self.kind.role in ("field", "rows", "computed") and bool(self.path)

    def own(self, name: str, default: Any = None) -> Any:
        """A property of ours: beside the others, or in the free properties form-js keeps."""
        if name in self.given:
            return self.given[name]
        return self.part("properties").get(name, default)

    def part(self, name: str) -> Mapping[str, Any]:
        """A property that is an object: validate, layout, conditional, appearance, properties."""
        given = self.given.get(name)
        return given if isinstance(given, Mapping) else {}

    @property
    def is_asked_anew(self) -> bool:
        """Whether every round asks it afresh: a decision is never taken over from the round before."""
        return bool(self.own("askAnew", self.path.rpartition(".")[2] == DECISION))

    @property
    def hide(self) -> str:
        """The expression that hides it, or nothing."""
        return str(self.part("conditional").get("hide") or "")


@dataclass(frozen=True, eq=False)
class Definition:
    """A form as its author wrote it."""

    file: str
    id: str
    version: int | None
    components: tuple[Component, ...]

    def walk(self) -> Iterator[Component]:
        """Every component, parents first."""
        yield from walk(self.components)


def walk(components: Sequence[Component]) -> Iterator[Component]:
    """Every component of a list and below, parents first."""
    for component in components:
        yield component
        yield from walk(component.children)


def level(components: Sequence[Component]) -> Iterator[Component]:
    """The components of one level: into groups, but not into rows."""
    for component in components:
        yield component
        if component.kind.role == "container":
            yield from level(component.children)


def read(text: bytes | str, *, file: str, limits: Limits = DEFAULT) -> Definition:
    """Read a definition; what is wrong *inside* it is for `check` to say."""
    if len(text) > limits.definition_bytes:
        raise FormRefused([Finding("form-too-large", file, facts={"most": limits.definition_bytes})])
    try:
        form = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FormRefused([Finding("form-syntax", file, facts={"why": str(error)})]) from error
    if not isinstance(form, dict) or not isinstance(form.get("components"), list):
        raise FormRefused([Finding("form-shape", file, facts={"wanted": "components"})])
    version = form.get("schemaVersion")
    if version is not None and (not isinstance(version, int) or version > NEWEST_SCHEMA):
        facts = {"version": version, "newest": NEWEST_SCHEMA}
        raise FormRefused([Finding("form-version", file, facts=facts)])
    reading = _Reading(file, limits)
    components = reading.children(form["components"], base="", depth=1)
    return Definition(file, str(form.get("id") or ""), version, components)


class _Reading:
    """One reading, with its budgets."""

    def __init__(self, file: str, limits: Limits) -> None:
        self.file = file
        self.limits = limits
        self.count = 0

    def children(self, given: list[Any], *, base: str, depth: int) -> tuple[Component, ...]:
        if depth > self.limits.nesting:
            self._refuse("form-too-deep", most=self.limits.nesting)
        return tuple(self._component(each, base, depth) for each in given)

    def _component(self, given: Any, base: str, depth: int) -> Component:
        self.count += 1
        if self.count > self.limits.components:
            self._refuse("form-too-many-components", most=self.limits.components)
        if not isinstance(given, dict):
            self._refuse("component-shape", given=str(given)[:80])
        kind = kind_of(given)
        own = given.get("path") if kind.role in ("container", "rows") else given.get("key")
        own = own if isinstance(own, str) else ""
        if kind.role == "rows" and not own:
            own = str(given.get("key") or "")
        path = ".".join(part for part in (base, own) if part) if own else ""
        inside = "" if kind.role == "rows" else path or base
        below = given.get("components")
        below = below if isinstance(below, list) else []
        return Component(kind, str(given.get("type") or ""), str(given.get("id") or ""), path, given,
                         self.children(below, base=inside, depth=depth + 1))

    def _refuse(self, rule: str, **facts: Any) -> None:
        raise FormRefused([Finding(rule, self.file, facts=facts)])


def kind_of(given: Mapping[str, Any]) -> Kind:
    """The kind behind a component's type; a table with components of its own is one to fill in."""
    if given.get("type") == "table" and "components" in given:
        return EDITABLE_TABLE
    kind = KINDS.get(str(given.get("type")), UNKNOWN)
    properties = given.get("properties")
    if kind.role == "rows" and isinstance(properties, dict) and properties.get("view") == "table":
        return EDITABLE_TABLE
    return kind
