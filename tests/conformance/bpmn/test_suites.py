"""External suites, where CONFORMANCE_SUITES names them: each file is executed with the trace it expects, or
refused by a listed rule; nothing crashes. A figure per group is printed at the end.

The suite's script bodies are markers. They are read by a script language that only this test registers, and
its conditions, written as method calls, are put into FEEL word for word.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.errors import EngineError, Refused
from engine.spiff import Program, Run, check, load
from engine.spiff.scripts import Failed
from tests.support.diagrams import NOON

pytestmark = pytest.mark.suites
SECOND = timedelta(seconds=1)


class Marker:
    """The body of a script task of the suite: what it logs and what it sets."""

    def __init__(self, body: str) -> None:
        self.body = body.strip()

    def run(self, variables: Mapping[str, Any], now: datetime) -> Mapping[str, Any]:  # noqa: ARG002
        log = list(variables["log"])
        match self.body:
            case "" | "CREATE_LOG_FILE" | "WAIT_TEN_SECONDS":
                return {}
            case "CREATE_MARKER_FILE":
                return {"log": [*log, "MARKER_exists"]}
            case "SET_STRING_DATA":
                return {"data": "String"}
            case "LOG_DATA":
                return {"log": [*log, "DATA_correct"]} if variables.get("data") == "String" else {}
            case "THROW_ERROR":
                raise Failed("ERR_CODE")
            case "INCREMENT_INTEGER_VARIABLE":
                return {"integerVariable": variables["integerVariable"] + 1}
            case "INCREMENT_INTEGER_VARIABLE_AND_LOG":
                return {"integerVariable": variables["integerVariable"] + 1, "log": [*log, "INCREMENT"]}
        return {"log": [*log, self.body]}


class Markers:
    """The language of the suite's scripts."""

    def read(self, text: str) -> Marker:
        return Marker(text)


LANGUAGES = {"": Markers()}


def in_feel(xml: bytes) -> bytes:
    """Method calls on strings as FEEL functions."""
    return re.sub(rb'(\w+)\.contains\("(\w*)"\)', rb'contains(\1, "\2")', xml)


def traced(program: Program, process: str, variables: Mapping[str, Any], seconds: float) -> list[str]:
    """What the case logs, with the clock turned as far as the suite would have waited."""
    now = NOON
    try:
        run = program.start(process, {**variables, "log": []}, now)
        while due := sorted((wait.due_at, wait.token) for wait in run.waits()
                            if wait.due_at and wait.due_at <= NOON + seconds * SECOND):
            now = due[0][0]
            run = program.restore(run.dump(), now)
            run.fire(due[0][1])
    except EngineError:
        return ["ERROR_runtime"]
    return logged(run)


def logged(run: Run) -> list[str]:
    error = ["ERROR_runtime"] if (run.outcome or "").startswith("error:") else []
    return sorted([*run.variables["log"], *error])


def test_every_feature_gives_the_trace_expected_or_is_refused_by_a_listed_rule(conformance_suites, tell):
    folder = conformance_suites / "betsy"
    features: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for case in json.loads((folder / "expectations.json").read_text()):
        features[case["group"], case["name"]].append(case)

    verdicts = {feature: verdict(folder, feature, cases) for feature, cases in features.items()}

    tell(report("features of the process suite", verdicts))
    assert [feature for feature, said in verdicts.items() if said.startswith("wrong")] == []


def verdict(folder: Path, feature: tuple[str, str], cases: list[dict[str, Any]]) -> str:
    group, name = feature
    xml = in_feel((folder / group / f"{name}.bpmn").read_bytes())
    try:
        program = load({f"{name}.bpmn": xml}, LANGUAGES)
    except Refused as refused:
        return "refused: " + ", ".join(sorted({found.rule for found in refused.findings}))
    for case in cases:
        expected = sorted(case["expect"])
        if expected == ["ERROR"]:
            return "wrong: should have been refused"
        if expected == ["EXECUTION_parallel"]:
            return "differs: scripts of one case run in turn, never at the same instant"
        found = traced(program, name, case["variables"], max(case["delay"], 5))
        if found != expected:
            return f"wrong: {found} instead of {expected}"
    return "executed"


def test_every_reference_diagram_gets_a_verdict_and_none_crashes(conformance_suites, tell):
    verdicts = {}
    for path in sorted((conformance_suites / "miwg-reference").rglob("*.bpmn")):
        refusals = [found for found in check({path.name: path.read_bytes()}, profile="lenient")
                    if found.severity == "refusal"]
        assert all(found.facts["remedy"] and found.file for found in refusals)
        if refusals:
            verdicts["interchange", path.stem] = "refused: " + ", ".join(sorted({f.rule for f in refusals}))
        else:
            load({path.name: path.read_bytes()}, profile="lenient")
            verdicts["interchange", path.stem] = "accepted"

    tell(report("interchange reference diagrams", verdicts))
    assert len(verdicts) >= 21


def report(title: str, verdicts: Mapping[tuple[str, str], str]) -> str:
    groups: dict[str, list[str]] = defaultdict(list)
    for (group, _), said in verdicts.items():
        groups[group].append(said)
    lines = [f"\n{title}"]
    for group, said in sorted(groups.items()):
        good = sum(one.startswith(("executed", "accepted")) for one in said)
        refused = sum(one.startswith("refused") for one in said)
        lines.append(f"  {group}: {len(said)} in all, {good} executed, {refused} refused")
    for (group, name), one in sorted(verdicts.items()):
        if one != "executed":
            lines.append(f"    {group}/{name}: {one}")
    return "\n".join(lines)
