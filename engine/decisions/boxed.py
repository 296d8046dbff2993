"""Boxed expressions: literals, contexts, lists, relations, invocations, functions, loops."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from engine.decisions.boxes import EMPTY, Box, guarded, joined
from engine.decisions.items import ItemDefinitions
from engine.decisions.tables import read_table
from engine.decisions.xml import Element, Source, child, children, name, spaced, text_of
from engine.errors import ExpressionError
from engine.expressions import loops
from engine.expressions.budget import Failure, Run
from engine.expressions.calls import invoke
from engine.expressions.expression import UnaryTests, compile_expression, compile_unary_tests
from engine.expressions.operators import Compiled
from engine.expressions.scope import Scope
from engine.expressions.types import FeelType
from engine.expressions.values import FeelFunction, Parameter, Value, kind


@dataclass(frozen=True, slots=True)
class BoxReader:
    """Reads boxes where `names` are in scope."""

    source: Source
    items: ItemDefinitions
    names: frozenset[str]

    def with_names(self, *names: str) -> BoxReader:
        """The same, where more is in scope."""
        return replace(self, names=self.names | set(names))

    def read(self, element: Element) -> Box:
        """Any boxed expression, with the type it declares."""
        reader = _READERS.get(name(element))
        if reader is None:
            self.source.refuse("decision-unknown-logic", element, found=name(element))
            return EMPTY
        return reader(self, element).typed(self.items.of(element))

    def inside(self, element: Element, wrapper: str) -> Box:
        """The expression within <if>, <in>, <return> and the like."""
        holder = child(element, wrapper)
        inner = None if holder is None else next(expressions(holder), None)
        if inner is None:
            self.source.refuse("decision-part-missing", element, part=wrapper)
            return EMPTY
        return self.read(inner)

    def expression(self, text: str, element: Element) -> Box:
        """FEEL text."""
        try:
            compiled = compile_expression(text, self.vocabulary(), self._shapes())
        except ExpressionError as error:
            self.source.refuse(error.message_id, element, **error.facts)
            return EMPTY
        return Box(compiled.within, compiled.names)

    def tests(self, text: str, element: Element) -> UnaryTests:
        """A table's cell."""
        try:
            return compile_unary_tests(text, self.vocabulary(), self._shapes())
        except ExpressionError as error:
            self.source.refuse(error.message_id, element, **error.facts)
            return compile_unary_tests("-")

    def ranked(self, text: str) -> Compiled | None:
        """A list of values to rank by; None where tests stand among them."""
        try:
            return compile_expression(f"[{text}]", self.vocabulary(), self._shapes()).within
        except ExpressionError:
            return None

    def _shapes(self) -> Mapping[str, FeelType]:
        return self.items.shapes.types if self.items.shapes else {}

    def vocabulary(self) -> frozenset[str]:
        """Names that a text may use: those in scope, and what types call their components as far
        as it is no plain word (a component called `count` must not hide the function)."""
        return self.names | {each for each in self.items.names if not each.isidentifier()}

    def literal(self, element: Element) -> Box:
        """<literalExpression>."""
        language = element.get("expressionLanguage")
        if language and "FEEL" not in language.upper():
            self.source.refuse("decision-language", element, language=language)
            return EMPTY
        if child(element, "importedValues") is not None:
            self.source.refuse("decision-imported-values", element)
            return EMPTY
        text = text_of(element)
        return self.expression(text, element) if text else EMPTY

    def context(self, element: Element) -> Box:
        """<context>: entries that see those before them, and at the end perhaps a result."""
        reader, entries = self, []
        result: Box | None = None
        for entry in children(element, "contextEntry"):
            variable, logic = child(entry, "variable"), next(expressions(entry), None)
            box = EMPTY if logic is None else reader.read(logic)
            if variable is None:
                result = box
                continue
            entry_name = spaced(variable.get("name"))
            entries.append((entry_name, box.typed(self.items.of(variable))))
            reader = reader.with_names(entry_name)
        return _context_box(entries, result)

    def list_of(self, element: Element) -> Box:
        """<list>."""
        boxes = [self.read(each) for each in expressions(element)]
        return Box(lambda scope: [box.compiled(scope) for box in boxes], joined(*boxes))

    def relation(self, element: Element) -> Box:
        """<relation>: a list of contexts, column by column."""
        columns = [
            (spaced(each.get("name")), self.items.of(each)) for each in children(element, "column")
        ]
        rows = []
        for row in children(element, "row"):
            cells = [self.read(each) for each in expressions(row)]
            if len(cells) != len(columns):
                self.source.refuse("decision-row-width", row, cells=len(cells))
            rows.append(
                [
                    (column, cell.typed(type_))
                    for (column, type_), cell in zip(columns, cells, strict=False)
                ]
            )

        def build(scope: Scope) -> Value:
            return [{column: cell.compiled(scope) for column, cell in row} for row in rows]

        return Box(build, joined(*(cell for row in rows for _, cell in row)))

    def invocation(self, element: Element) -> Box:
        """<invocation>: a function called with named bindings."""
        called = next(expressions(element), None)
        function = EMPTY if called is None else self.read(called)
        bindings = []
        for binding in children(element, "binding"):
            parameter, logic = child(binding, "parameter"), next(expressions(binding), None)
            if parameter is None:
                self.source.refuse("decision-part-missing", binding, part="parameter")
                continue
            box = EMPTY if logic is None else self.read(logic)
            bindings.append((spaced(parameter.get("name")), box.typed(self.items.of(parameter))))

        def call(scope: Scope) -> Value:
            arguments = {each: box.compiled(scope) for each, box in bindings}
            return invoke(function.compiled(scope), (), arguments, scope.run)

        return Box(guarded(call), joined(function, *(box for _, box in bindings)))

    def function(self, element: Element) -> Box:
        """<functionDefinition> and <encapsulatedLogic>."""
        if element.get("kind") not in (None, "FEEL"):
            self.source.refuse("decision-external-function", element, kind=element.get("kind"))
            return EMPTY
        parameters = tuple(
            Parameter(spaced(each.get("name")), self.items.of(each))
            for each in children(element, "formalParameter")
        )
        names = [parameter.name for parameter in parameters]
        logic = next(expressions(element), None)
        body = EMPTY if logic is None else self.with_names(*names).read(logic)
        result = self.items.of(element)

        def build(scope: Scope) -> FeelFunction:
            def apply(run: Run, arguments: Sequence[Value]) -> Value:
                given = dict(zip(names, arguments, strict=True))
                return body.compiled(Scope(run, scope, given))

            return FeelFunction("function", parameters, apply, result)

        return Box(build, body.names - set(names))

    def conditional(self, element: Element) -> Box:
        """<conditional>."""
        parts = [self.inside(element, part) for part in ("if", "then", "else")]
        condition, then, otherwise = (part.compiled for part in parts)

        def choose(scope: Scope) -> Value:
            truth = condition(scope)
            if truth is not None and not isinstance(truth, bool):
                return scope.run.failed(Failure("not-a-boolean", kind=kind(truth)))
            return then(scope) if truth is True else otherwise(scope)

        return Box(choose, joined(*parts))

    def loop(self, element: Element) -> Box:
        """<for>."""
        over, variable = self._iterator(element)
        body = self.with_names(variable, "partial").inside(element, "return")
        compiled = loops.for_loop(
            [(variable, over.compiled, None)], body.compiled, cost=1, tells_partial="partial" in body.names
        )
        return Box(compiled, over.names | (body.names - {variable, "partial"}))

    def quantified(self, element: Element) -> Box:
        """<some> and <every>."""
        over, variable = self._iterator(element)
        body = self.with_names(variable).inside(element, "satisfies")
        compiled = loops.quantified(
            name(element), [(variable, over.compiled, None)], body.compiled, cost=1
        )
        return Box(compiled, over.names | (body.names - {variable}))

    def _iterator(self, element: Element) -> tuple[Box, str]:
        """What is gone through, and what each member of it is called."""
        return self.inside(element, "in"), spaced(element.get("iteratorVariable"))

    def filter(self, element: Element) -> Box:
        """<filter>."""
        members = self.inside(element, "in")
        match = self.with_names("item").inside(element, "match")
        compiled = loops.filtered(members.compiled, match.compiled, cost=1)
        return Box(compiled, members.names | (match.names - {"item"}))

    def table(self, element: Element) -> Box:
        """<decisionTable>."""
        return read_table(element, self)


def expressions(element: Element) -> Iterator[Element]:
    """The boxed expressions directly below an element."""
    return children(element, *_READERS)


def _context_box(entries: list[tuple[str, Box]], result: Box | None) -> Box:
    def build(scope: Scope) -> Value:
        inner = Scope(scope.run, scope, {})
        for entry_name, box in entries:
            inner[entry_name] = box.compiled(inner)
        return dict(inner) if result is None else result.compiled(inner)

    names: frozenset[str] = frozenset()
    bound: set[str] = set()
    for entry_name, box in entries:
        names |= box.names - bound
        bound.add(entry_name)
    return Box(build, names if result is None else names | (result.names - bound))


_READERS: dict[str, Callable[[BoxReader, Element], Box]] = {
    "literalExpression": BoxReader.literal,
    "context": BoxReader.context,
    "list": BoxReader.list_of,
    "relation": BoxReader.relation,
    "invocation": BoxReader.invocation,
    "functionDefinition": BoxReader.function,
    "conditional": BoxReader.conditional,
    "for": BoxReader.loop,
    "some": BoxReader.quantified,
    "every": BoxReader.quantified,
    "filter": BoxReader.filter,
    "decisionTable": BoxReader.table,
}
