"""Decision tables: columns, rules, and which of them count."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.decisions.boxes import EMPTY, Box, guarded, joined
from engine.decisions.hits import AGGREGATORS, POLICIES, Outcome, Policy
from engine.decisions.xml import Element, child, children, spaced, text_of
from engine.expressions.budget import Failure
from engine.expressions.expression import UnaryTests
from engine.expressions.operators import Compiled
from engine.expressions.scope import Scope
from engine.expressions.types import FeelType, coerced
from engine.expressions.values import Value, as_list

if TYPE_CHECKING:
    from engine.decisions.boxed import BoxReader


@dataclass(frozen=True, slots=True)
class Column:
    """An input: what is looked at, and which values it may have."""

    value: Compiled
    type: FeelType | None
    allowed: UnaryTests | None


@dataclass(frozen=True, slots=True)
class Output:
    """An output: its name if there are several, its values in order of priority."""

    name: str
    type: FeelType | None
    allowed: UnaryTests | None
    priorities: Compiled | None
    default: Compiled | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: a test per input, a value per output."""

    tests: tuple[UnaryTests, ...]
    outputs: tuple[Compiled, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A whole table, ready to run."""

    id: str
    columns: tuple[Column, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    policy: Policy
    names: frozenset[str] = field(default=frozenset())

    def decide(self, scope: Scope) -> Value:
        """The outcome for the values in scope."""
        values = [self._input(column, scope) for column in self.columns]
        hits = [
            number for number, rule in enumerate(self.rules, 1) if self._hit(rule, values, scope)
        ]
        if scope.run.hits is not None:
            scope.run.hits[self.id] = hits
        if not hits and any(output.default for output in self.outputs):
            defaults = [each.default(scope) if each.default else None for each in self.outputs]
            return self._result(defaults)
        outcome = Outcome(
            table=self.id,
            hits=hits,
            row=lambda number: self._row(self.rules[number - 1], scope),
            result=self._result,
            priorities=lambda: self._priorities(scope),
            run=scope.run,
        )
        return self.policy(outcome)

    def _input(self, column: Column, scope: Scope) -> Value:
        value = column.value(scope)
        try:
            value = coerced(value, column.type)
        except Failure:
            return None
        allowed = column.allowed
        if allowed and value is not None and allowed.within(value, scope) is not True:
            raise Failure("input-not-allowed", table=self.id, allowed=allowed.text)
        return value

    def _hit(self, rule: Rule, values: list[Value], scope: Scope) -> bool:
        scope.run.spend(len(values))
        return all(
            test.within(value, scope) is True
            for test, value in zip(rule.tests, values, strict=True)
        )

    def _row(self, rule: Rule, scope: Scope) -> list[Value]:
        return [
            self._checked(output, entry(scope), scope)
            for output, entry in zip(self.outputs, rule.outputs, strict=True)
        ]

    def _checked(self, output: Output, value: Value, scope: Scope) -> Value:
        value = coerced(value, output.type)
        allowed = output.allowed
        if allowed is None or value is None:
            return value
        if all(allowed.within(each, scope) is True for each in as_list(value)):
            return value
        raise Failure("output-not-allowed", table=self.id, allowed=allowed.text)

    def _result(self, row: list[Value]) -> Value:
        if len(self.outputs) == 1:
            return row[0]
        return {output.name: value for output, value in zip(self.outputs, row, strict=True)}

    def _priorities(self, scope: Scope) -> list[list[Value]]:
        return [as_list(each.priorities(scope)) if each.priorities else [] for each in self.outputs]


def read_table(element: Element, reader: BoxReader) -> Box:
    """A <decisionTable> as a box."""
    inputs = list(children(element, "input"))
    boxes = [_input_box(each, reader) for each in inputs]
    columns = [_column(each, box, reader) for each, box in zip(inputs, boxes, strict=True)]
    outputs = _outputs(element, reader)
    rules, names = _rules(element, reader, len(columns), len(outputs))
    table = Table(
        element.get("id", ""),
        tuple(columns),
        tuple(outputs),
        tuple(rules),
        _policy(element, outputs, reader),
    )
    return Box(guarded(table.decide), names | joined(*boxes))


def _input_box(element: Element, reader: BoxReader) -> Box:
    expression = child(element, "inputExpression")
    text = text_of(expression)
    if not text:
        reader.source.refuse("decision-input-empty", element, label=element.get("label"))
        return EMPTY
    return reader.expression(text, expression)


def _column(element: Element, box: Box, reader: BoxReader) -> Column:
    expression = child(element, "inputExpression")
    type_ = reader.items.of(expression)
    return Column(box.compiled, type_, _tests(child(element, "inputValues"), reader))


def _outputs(element: Element, reader: BoxReader) -> list[Output]:
    found = list(children(element, "output"))
    if not found:
        reader.source.refuse("decision-without-output", element)
    names = [spaced(each.get("name")) for each in found]
    if len(found) > 1 and len({each for each in names if each}) < len(found):
        reader.source.refuse("decision-output-names", element, names=names)
    return [_output(each, name, reader) for each, name in zip(found, names, strict=True)]


def _output(element: Element, name: str, reader: BoxReader) -> Output:
    values = child(element, "outputValues")
    default = child(element, "defaultOutputEntry")
    return Output(
        name,
        reader.items.of(element),
        _tests(values, reader),
        reader.ranked(text_of(values)) if text_of(values) else None,
        reader.expression(text_of(default), default).compiled if text_of(default) else None,
    )


def _tests(element: Element, reader: BoxReader) -> UnaryTests | None:
    text = text_of(element)
    return reader.tests(text, element) if text else None


def _rules(
    element: Element, reader: BoxReader, width: int, outputs: int
) -> tuple[list[Rule], frozenset[str]]:
    rules: list[Rule] = []
    names: frozenset[str] = frozenset()
    for row in children(element, "rule"):
        entries = list(children(row, "inputEntry"))
        results = list(children(row, "outputEntry"))
        if (len(entries), len(results)) != (width, outputs):
            reader.source.refuse("decision-rule-width", row, inputs=width, outputs=outputs)
            continue
        tests = [reader.tests(text_of(each) or "-", each) for each in entries]
        boxes = [
            reader.expression(text_of(each), each) if text_of(each) else EMPTY for each in results
        ]
        rules.append(Rule(tuple(tests), tuple(box.compiled for box in boxes)))
        names |= joined(*boxes).union(*(test.names for test in tests))
    return rules, names


def _policy(element: Element, outputs: list[Output], reader: BoxReader) -> Policy:
    name = element.get("hitPolicy", "UNIQUE")
    aggregator = element.get("aggregation")
    if name == "COLLECT" and aggregator:
        if len(outputs) != 1:
            reader.source.refuse("decision-aggregates-several-outputs", element)
        policy = AGGREGATORS.get(aggregator)
    else:
        policy = POLICIES.get(name)
    ranked = any(output.priorities for output in outputs)
    if name in ("PRIORITY", "OUTPUT ORDER") and not ranked:
        reader.source.refuse("decision-priority-without-values", element, policy=name)
    if policy is None:
        reader.source.refuse("decision-hit-policy", element, policy=name, aggregation=aggregator)
        return POLICIES["UNIQUE"]
    return policy
