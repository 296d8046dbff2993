"""Evaluating an expression or a decision of a version outside any instance: plain JSON in and out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from engine import decisions, expressions
from engine.clock import now
from engine.definitions import frozen
from engine.errors import NoSuchDecision
from engine.store.types import Session


@lru_cache(maxsize=2048)
def compiled(text: str) -> expressions.Expression:
    """The expression, read once."""
    return expressions.compile_expression(text)


def evaluate(text: str, variables: Mapping[str, Any]) -> Any:
    """The value of a FEEL expression over JSON variables, as JSON."""
    return expressions.unwrap(compiled(text).evaluate(variables, now=now()))


def evaluate_decision(
    session: Session, version_id: int, decision_id: str, variables: Mapping[str, Any]
) -> Any:
    """What a decision of this version says about these variables."""
    model = frozen.program(session, version_id).decisions.get(decision_id)
    if model is None:
        raise NoSuchDecision("no-such-decision", version_id=version_id, decision_id=decision_id)
    return expressions.unwrap(model.evaluate(decision_id, variables, now=now()))


class Trial(NamedTuple):
    """What a decision said of a test row: its value, and the rules (from 1) that matched in each table."""

    value: Any
    hits: Mapping[str, list[int]]


def try_decision(files: Mapping[str, bytes], decision_id: str, variables: Mapping[str, Any]) -> Trial:
    """A decision of files that are still being written. Raises Refused if the file cannot be run, and
    ExpressionError if this row fails."""
    value, hits = _model_with(files, decision_id).tried(decision_id, variables, now=now())
    return Trial(expressions.unwrap(value), hits)


def decision_inputs(files: Mapping[str, bytes], decision_id: str) -> list[str]:
    """The names that a decision of these files reads, with all that it requires."""
    return sorted(_model_with(files, decision_id).names(decision_id))


def _model_with(files: Mapping[str, bytes], decision_id: str) -> decisions.Decisions:
    for path, content in files.items():
        if not path.endswith(".dmn") or decision_id.encode() not in content:
            continue
        model = decisions.read_in(files, path)
        if decision_id in model.ids:
            return model
    raise NoSuchDecision("no-such-decision", decision_id=decision_id)
