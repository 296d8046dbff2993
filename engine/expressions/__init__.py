"""FEEL: the only language in which diagrams, forms and decision tables compute; and so the sandbox.

Pure functions over values: nothing here reads a file or the network, and the engine's clock only where nobody hands in
the time. What an expression may cost is limited (`budget`), and a source is compiled once and kept.
"""

from engine.expressions.budget import Limits, Run
from engine.expressions.expression import (
    Expression,
    UnaryTests,
    compile_expression,
    compile_unary_tests,
    evaluate,
    impossible,
    impossible_in_cell,
    names_wanted,
    unknown_functions,
)
from engine.expressions.json import unwrap, wrap
from engine.expressions.text import as_text
from engine.expressions.values import FeelFunction, Range, Value, YearsMonthsDuration, kind

__all__ = [
    "Expression",
    "FeelFunction",
    "Limits",
    "Range",
    "Run",
    "UnaryTests",
    "Value",
    "YearsMonthsDuration",
    "as_text",
    "compile_expression",
    "compile_unary_tests",
    "evaluate",
    "impossible",
    "impossible_in_cell",
    "kind",
    "names_wanted",
    "unknown_functions",
    "unwrap",
    "wrap",
]
