"""The DMN technology compatibility kit, run where it lies outside this repository.

External Java functions are refused when a model is read; their results are counted apart.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.decisions import DecisionRefused, Decisions, read
from engine.errors import EngineError
from tests.conformance.dmn.tck import Case, agrees, cases, others, outcome

SUITES = os.environ.get("CONFORMANCE_SUITES")
LEVELS = {"compliance-level-2": 1.0, "compliance-level-3": 0.97}

pytestmark = [
    pytest.mark.suites,
    pytest.mark.skipif(
        not SUITES,
        reason="NOT RUN: the DMN compatibility kit; set CONFORMANCE_SUITES to the suites' folder",
    ),
]


@pytest.mark.parametrize("level", LEVELS)
def test_the_kit_agrees(level: str, tell: Callable[[str], None]) -> None:
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    java: Counter[str] = Counter()

    for model, found in _groups(level):
        decisions = _read(model)
        for case in found:
            if isinstance(decisions, DecisionRefused) and _is_external(decisions):
                java[case.group] += 1
                continue
            total[case.group] += 1
            right[case.group] += isinstance(decisions, Decisions) and _agrees(decisions, case)

    tell(_report(level, right, total, java))
    assert total.total()
    assert right.total() / total.total() >= LEVELS[level]


def _groups(level: str) -> Iterator[tuple[Path, list[Case]]]:
    for folder in sorted((Path(SUITES or "") / "dmn-tck" / level).iterdir()):
        yield from cases(folder)


def _read(model: Path) -> Decisions | DecisionRefused:
    try:
        return read(model.read_bytes(), model.name, others(model))
    except DecisionRefused as refused:
        return refused


def _is_external(refused: DecisionRefused) -> bool:
    return all(
        finding.rule == "decision-external-function"
        or finding.facts.get("problem") == "external-function"
        for finding in refused.findings
    )


def _agrees(decisions: Decisions, case: Case) -> bool:
    try:
        return agrees(case.expected, outcome(decisions, case))
    except EngineError:
        return False


def _report(level: str, right: Counter[str], total: Counter[str], java: Counter[str]) -> str:
    lines = ["", f"{level}: {right.total()} of {total.total()} results agree"]
    lines += [f"  {group}: {right[group]} of {total[group]}" for group in total]
    lines += [f"  {group}: {java[group]} refused, external Java" for group in java]
    return "\n".join([*lines, ""])
