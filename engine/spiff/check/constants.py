"""What reads no variable has its value before anything runs: one of the wrong kind would be an incident each time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from engine.clock import now
from engine.errors import ExpressionError, Finding
from engine.expressions import unknown_functions
from engine.spiff.check.findings import refusal
from engine.spiff.facts import LARGEST
from engine.spiff.feel import Formula
from engine.spiff.source import local_name
from engine.spiff.times import moment


@dataclass(frozen=True, slots=True)
class Wanted:
    """The kind of value that an expression must have, and the rule that says so."""

    rule: str
    remedy: str
    is_one: Callable[[Any], bool]


TRUTH = Wanted("condition-not-boolean", "Write what is true or false.", lambda value: isinstance(value, bool))
COUNT = Wanted("loop-number-negative", "Write a whole number that is not negative.",
               lambda value: type(value) is int and value >= 0)
WANTED = {
    **dict.fromkeys(("conditionExpression", "completionCondition", "loopCondition", "condition"), TRUTH),
    "loopCardinality": COUNT,
}

LEAST = {"priority": -LARGEST, "retries": 0}
TIMES = frozenset({"dueDate", "followUpDate"})


def constant(node: etree._Element, written: Formula, file: str) -> Iterator[Finding]:
    """An expression of constants alone."""
    wanted = WANTED.get(local_name(node))
    if wanted is None or written.names or unknown_functions(written.text):
        return
    try:
        value = written.value({}, now())
    except ExpressionError:
        value = None
    if not wanted.is_one(value):
        yield refusal(wanted.rule, file, node, found=value, text=written.text, remedy=wanted.remedy)


def plain_words(node: etree._Element, attribute: str, text: str, file: str) -> Iterator[Finding]:
    """An attribute of the dialect that holds a time or a number, and is no expression."""
    if text and not text.startswith("=") and not _is_readable(attribute, text):
        yield refusal("value-unreadable", file, node, found=attribute, value=text,
                      remedy="Write a number or ISO 8601 as its panel asks, or =FEEL.")


def _is_readable(attribute: str, text: str) -> bool:
    try:
        if attribute in TIMES:
            moment(text, now())
        return attribute not in LEAST or LEAST[attribute] <= int(text) <= LARGEST
    except ValueError:
        return False
