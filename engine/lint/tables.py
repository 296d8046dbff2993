"""Decision tables: values for which no rule holds, or several where one may, each shown by an example; days that there are not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from engine.decisions.xml import DecisionRefused, Source, children, text_of
from engine.errors import ExpressionError, Finding
from engine.expressions import UnaryTests, Value, compile_unary_tests, impossible_in_cell
from engine.lint.findings import doubt
from engine.lint.package import Package
from engine.lint.samples import combined, told, worth_trying

ANSWERS_NOTHING = frozenset({"COLLECT", "RULE ORDER", "OUTPUT ORDER"})
"""Policies that answer an empty list where no rule holds, and several where several do."""


@dataclass(frozen=True)
class Grid:
    """The cells of a table, compiled, and the values worth trying in each column."""

    labels: list[str]
    rules: list[list[UnaryTests]]
    answers: list[list[str]]
    columns: list[list[Value]]


def tables(package: Package) -> Iterator[Finding]:
    """Gaps and overlaps of every table that compares with constants."""
    for path, content in package.files.items():
        if path.endswith(".dmn"):
            try:
                root = Source(path).parse(content)
            except DecisionRefused:
                continue  # the check tells
            for table in root.iter("{*}decisionTable"):
                yield from _table(path, table)
                yield from _literals(path, table)


def _literals(path: str, table: etree._Element) -> Iterator[Finding]:
    """A day that there is not is null: its rule never holds, or answers nothing."""
    for entry in table.iter("{*}inputEntry", "{*}outputEntry"):
        try:
            found = impossible_in_cell(text_of(entry) or "-")
        except ExpressionError:
            continue  # the check tells
        for literal in found:
            yield doubt("literal-impossible", "error", path, entry, found=literal)


def _table(path: str, table: etree._Element) -> Iterator[Finding]:
    grid = _grid(table)
    if grid is None:
        return
    policy = table.get("hitPolicy", "UNIQUE")
    has_default = any(True for output in children(table, "output") for _ in children(output, "defaultOutputEntry"))
    gap: tuple[Value, ...] | None = None
    overlap: tuple[tuple[Value, ...], list[int]] | None = None
    for values in combined(grid.columns):
        hits = [number for number, tests in enumerate(grid.rules) if _holds(tests, values)]
        if not hits and gap is None:
            gap = values
        if overlap is None and _contradict(policy, hits, grid):
            overlap = values, hits
    if gap is not None and not has_default and policy not in ANSWERS_NOTHING:
        yield doubt("table-gap", "warning", path, table, example=told(grid.labels, gap))
    if overlap is not None:
        rules = ", ".join(str(number + 1) for number in overlap[1])
        yield doubt("table-overlap", "error", path, table, example=told(grid.labels, overlap[0]), rules=rules)


def _contradict(policy: str, hits: list[int], grid: Grid) -> bool:
    if len(hits) < 2 or policy not in {"UNIQUE", "ANY"}:
        return False
    return policy == "UNIQUE" or any(grid.answers[number] != grid.answers[hits[0]] for number in hits)


def _grid(table: etree._Element) -> Grid | None:
    inputs, rules, answers = list(children(table, "input")), [], []
    cells: list[list[str]] = [[] for _ in inputs]
    for rule in children(table, "rule"):
        texts = [text_of(entry) or "-" for entry in children(rule, "inputEntry")]
        if len(texts) != len(inputs):
            return None  # the check tells
        try:
            rules.append([compile_unary_tests(text) for text in texts])
        except ExpressionError:
            return None
        answers.append([text_of(entry) for entry in children(rule, "outputEntry")])
        for column, text in zip(cells, texts, strict=True):
            column.append(text)
    if any(test.names for tests in rules for test in tests):
        return None  # compared with other variables: nothing can be tried
    columns = [_values(given, texts) for given, texts in zip(inputs, cells, strict=True)]
    labels = [each.get("label") or text_of(next(children(each, "inputExpression"), None)) for each in inputs]
    return Grid(labels, rules, answers, columns)


def _values(given: etree._Element, texts: list[str]) -> list[Value]:
    """Where an input lists its values, only these; else what the cells suggest. What is counted is whole."""
    expression = next(children(given, "inputExpression"), None)
    kind = expression.get("typeRef") if expression is not None else None
    listed = text_of(next(children(given, "inputValues"), None))
    try:
        allowed = compile_unary_tests(listed) if listed else None
    except ExpressionError:
        allowed = None
    values = worth_trying([*texts, listed], kind)
    if "count(" in text_of(expression):
        values = [value for value in values if not isinstance(value, Decimal) or value % 1 == 0]
    return [value for value in values if allowed is None or allowed.matches(value, {}) is True] or [None]


def _holds(tests: list[UnaryTests], values: tuple[Value, ...]) -> bool:
    return all(test.matches(value, {}) is True for test, value in zip(tests, values, strict=True))
