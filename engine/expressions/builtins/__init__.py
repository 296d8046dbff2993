"""FEEL's own functions, one module per family; each declares itself with its signature."""

from engine.expressions.builtins import (
    aggregates,
    calendar,
    contexts,
    conversion,
    intervals,
    lists,
    mathematics,
    strings,
)
from engine.expressions.builtins.signature import BUILTINS

__all__ = ["BUILTINS"]

FAMILIES = (aggregates, calendar, contexts, conversion, intervals, lists, mathematics, strings)
