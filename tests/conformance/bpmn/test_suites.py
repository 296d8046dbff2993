"""External suites, where CONFORMANCE_SUITES names them: each file is executed with the trace it expects, or
refused by a listed rule; nothing crashes. A figure per group is printed at the end.

The suite's script bodies are markers. They are jobs of a script language that only this test registers, and
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
from engine.spiff import Program, Wait, check, load
from engine.spiff.scripts import Language, Registered
from tests.support.diagrams import NOON

pytestmark = pytest.mark.suites
SECOND = timedelta(seconds=1)


LANGUAGES: dict[str, Language] = {"": Registered(None)}
MARKERS = {"CREATE_MARKER_FILE": "MARKER_exists", "INCREMENT_INTEGER_VARIABLE_AND_LOG": "INCREMENT"}
SILENT = {"", "CREATE_LOG_FILE", "SET_STRING_DATA", "LOG_DATA", "THROW_ERROR", "INCREMENT_INTEGER_VARIABLE"}
TEN_SECONDS = 10 * SECOND


def in_feel(xml: bytes) -> bytes:
    """Method calls on strings as FEEL functions."""
    return re.sub(rb'(\w+)\.contains\("(\w*)"\)', rb'contains(\1, "\2")', xml)


class Playing:
    """A case of the suite whose scripts are done by one worker, who turns the clock."""

    def __init__(self, program: Program, process: str, variables: Mapping[str, Any]) -> None:
        self.program, self.now, self.log = program, NOON, list[str]()
        self.run = program.start(process, {**variables, "log": []}, NOON)

    def play(self, until: datetime) -> list[str]:
        """Do every script and fire every timer in the order of their times."""
        begun: dict[str, datetime] = {}
        while True:
            waits = self.run.waits()
            jobs = [wait for wait in waits if wait.job]
            for wait in jobs:
                begun.setdefault(wait.token, self.now)
            ready = [(begun[wait.token] + self.takes(wait), number, wait) for number, wait in enumerate(jobs)]
            ready += [(wait.due_at, -1, wait) for wait in waits if wait.due_at and not wait.task]
            if not ready or min(ready, key=lambda one: one[:2])[0] > until:
                return self.logged()
            at, _, wait = min(ready, key=lambda one: one[:2])
            self.now = max(at, self.now)
            self.run = self.program.restore(self.run.dump(), self.now)
            if wait.job:
                self.do(wait, at_once=len(jobs))
            else:
                self.run.fire(wait.token)

    def do(self, wait: Wait, *, at_once: int) -> None:
        body = self.body(wait)
        if body == "THROW_ERROR":
            self.run.throw_error(wait.token, "ERR_CODE")
        else:
            self.run.finish_job(wait.token, self.sets(body, at_once))

    def sets(self, body: str, at_once: int) -> dict[str, Any]:
        before = self.run.variables
        if body.startswith("CREATE_TIMESTAMP_LOG"):
            self.log += ["EXECUTION_parallel"] if at_once > 1 else []
        elif body == "LOG_DATA":
            self.log += ["DATA_correct"] if before.get("data") == "String" else []
        elif body not in SILENT and body != "WAIT_TEN_SECONDS":
            self.log.append(MARKERS.get(body, body))
        if body == "SET_STRING_DATA":
            return {"data": "String"}
        if body.startswith("INCREMENT_INTEGER_VARIABLE"):
            return {"integerVariable": before["integerVariable"] + 1}
        return {}

    def takes(self, wait: Wait) -> timedelta:
        return TEN_SECONDS if self.body(wait) == "WAIT_TEN_SECONDS" else timedelta()

    def body(self, wait: Wait) -> str:
        assert wait.job
        return wait.job.headers["script"].strip()

    def logged(self) -> list[str]:
        error = ["ERROR_runtime"] if (self.run.outcome or "").startswith("error:") else []
        return sorted([*self.log, *error])


def traced(program: Program, process: str, variables: Mapping[str, Any], seconds: float) -> list[str]:
    """What the case logs, with the clock turned as far as the suite would have waited."""
    try:
        return Playing(program, process, variables).play(NOON + seconds * SECOND)
    except EngineError:
        return ["ERROR_runtime"]


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
