"""Item definitions: the types that a model gives names to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.decisions.xml import Element, Source, child, children, name, spaced, text_of
from engine.errors import ExpressionError
from engine.expressions.budget import Limits, Run
from engine.expressions.expression import UnaryTests, compile_unary_tests
from engine.expressions.scope import outermost
from engine.expressions.types import (
    ANY,
    NAMED,
    Constrained,
    ContextType,
    FeelType,
    FunctionType,
    ListType,
)
from engine.expressions.values import Value

# Older models and other tools write these; they mean FEEL's number, or its moments.
_ALIASES = {
    **dict.fromkeys(("integer", "long", "double", "decimal", "int", "float"), "number"),
    "datetime": "dateTime",
    "date and time": "dateTime",
    "any": "Any",
    "days and time duration": "dayTimeDuration",
    "years and months duration": "yearMonthDuration",
}
# A constraint is checked for every member of a list; one check may not cost much.
_CHECK_LIMITS = Limits(steps=1_000)


@dataclass(frozen=True, slots=True)
class Named(FeelType):
    """A type by its name, looked up when used: definitions may refer to each other."""

    name: str
    types: Mapping[str, FeelType]

    def holds(self, value: Value) -> bool:
        """Whether the value is of the type of that name."""
        return self.types[self.name].holds(value)


class ItemDefinitions:
    """All types a model knows: FEEL's, its own, and under a prefix those of its imports.

    `shapes` are the same types without their allowed values: that is all `instance of` looks at.
    """

    def __init__(self, source: Source, shapes: ItemDefinitions | None = None) -> None:
        self.source = source
        self.types: dict[str, FeelType] = {}
        self.names: set[str] = set()
        self.shapes = shapes

    def read(self, root: Element) -> None:
        """All item definitions of a model."""
        if self.shapes:
            self.shapes.read(root)
        definitions = list(children(root, "itemDefinition"))
        declared = {spaced(each.get("name")) for each in definitions}
        for each in definitions:
            self.types[spaced(each.get("name"))] = self._definition(each, declared)

    def import_from(self, prefix: str, other: ItemDefinitions) -> None:
        """The types of an imported model."""
        self.names |= other.names
        if self.shapes and other.shapes:
            self.shapes.import_from(prefix, other.shapes)
        for each, type_ in other.types.items():
            self.types[f"{prefix}.{each}" if prefix else each] = type_

    def of(self, element: Element, attribute: str = "typeRef") -> FeelType | None:
        """The type an element refers to; None if it says nothing, or anything goes."""
        reference = None if element is None else element.get(attribute)
        if reference is None and element is not None:
            inner = child(element, attribute)
            reference = None if inner is None else inner.text
        found = self._resolved(spaced(reference), element, ()) if reference else None
        return None if found == ANY else found

    def _resolved(self, reference: str, element: Element, declared: Any) -> FeelType | None:
        plain = reference.rpartition(":")[2].removeprefix("feel.")
        plain = _ALIASES.get(plain, plain)
        if plain in declared:
            return Named(plain, self.types)
        found = self.types.get(plain) or NAMED.get(plain)
        if found is None:
            self.source.refuse("decision-unknown-type", element, type=reference)
        return found

    def _definition(self, element: Element, declared: set[str]) -> FeelType:
        type_ = self._base(element, declared)
        type_ = self._constrained(type_, element, "allowedValues")
        if element.get("isCollection") == "true":
            type_ = ListType(type_)
        return self._constrained(type_, element, "typeConstraint")

    def _base(self, element: Element, declared: set[str]) -> FeelType:
        components = list(children(element, "itemComponent"))
        if components:
            fields = [(spaced(each.get("name")), each) for each in components]
            self.names |= {field for field, _ in fields}
            return ContextType(
                tuple((field, self._definition(each, declared)) for field, each in fields)
            )
        function = child(element, "functionItem")
        if function is not None:
            return self._function(function, declared)
        reference = child(element, "typeRef")
        if reference is None or not spaced(reference.text):
            return ANY
        own = spaced(element.get("name"))
        if name(element) == "itemDefinition" and spaced(reference.text) == own:
            self.source.refuse("decision-type-of-itself", element, type=own)
            return ANY
        return self._resolved(spaced(reference.text), element, declared) or ANY

    def _function(self, function: Element, declared: set[str]) -> FeelType:
        parameters = tuple(
            self._resolved(spaced(each.get("typeRef") or "Any"), each, declared) or ANY
            for each in children(function, "parameters")
        )
        result = self._resolved(spaced(function.get("outputTypeRef") or "Any"), function, declared)
        return FunctionType(parameters, result or ANY)

    def _constrained(self, type_: FeelType, element: Element, rule: str) -> FeelType:
        constraint = child(element, rule)
        text = text_of(constraint)
        if not text or self.shapes is None:
            return type_
        try:
            tests = compile_unary_tests(text)
        except ExpressionError as error:
            self.source.refuse(error.message_id, constraint, **error.facts)
            return type_
        return Constrained(type_, Allowed(tests))


def definitions_for(source: Source) -> ItemDefinitions:
    """No definitions yet."""
    return ItemDefinitions(source, ItemDefinitions(Source(source.file)))


@dataclass(frozen=True, slots=True)
class Allowed:
    """The values that a definition allows."""

    tests: UnaryTests

    def __call__(self, value: Value) -> bool:
        run = Run(self.tests.text, limits=_CHECK_LIMITS)
        return self.tests.within(value, outermost(run, {}, ())) is True
