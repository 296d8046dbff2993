"""External suites, where CONFORMANCE_SUITES names them: each file is executed with the trace it expects, or
refused by a listed rule; nothing crashes. A figure per group is printed at the end.

The suite's script bodies are markers. They are jobs of a script language that only this test registers, and
its conditions, written as method calls, are put into FEEL word for word.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

import engine
from engine.spiff import load
from engine.spiff.scripts import REGISTERED

pytestmark = pytest.mark.suites
SECOND = timedelta(seconds=1)

MARKERS = {"CREATE_MARKER_FILE": "MARKER_exists", "INCREMENT_INTEGER_VARIABLE_AND_LOG": "INCREMENT"}
SILENT = {"", "CREATE_LOG_FILE", "SET_STRING_DATA", "LOG_DATA", "THROW_ERROR", "INCREMENT_INTEGER_VARIABLE"}
TEN_SECONDS = 10 * SECOND
WORKER = {"worker": "suite"}


@pytest.fixture
def session() -> Iterator[Session]:
    """A database in memory; scripts that name no language are jobs, and the clock is turned back afterwards."""
    engine.register_script_language("")
    database = create_engine("sqlite://")
    engine.prepare_database(database)
    engine.metadata.create_all(database)
    with Session(database) as opened:
        engine.begin_immediate(opened)
        yield opened
    database.dispose()
    del REGISTERED[""]
    engine.turn_clock(timedelta())


def in_feel(xml: bytes) -> bytes:
    """Method calls on strings as FEEL functions."""
    return re.sub(rb'(\w+)\.contains\("(\w*)"\)', rb'contains(\1, "\2")', xml)


class Playing:
    """A case of the suite whose scripts are done by one worker, who turns the clock."""

    def __init__(self, session: Session, version: engine.Version, process: str, variables: Mapping[str, Any]) -> None:
        self.session, self.log, self.failed = session, list[str](), False
        self.jobs: dict[int, tuple[datetime, engine.Job]] = {}   # with the time each is done
        self.case = engine.start(session, process, version_id=version.id, actor="suite", variables=variables)

    def play(self, until: datetime) -> list[str]:
        """Do every script and fire every timer in the order of their times."""
        while not self.failed:
            for job in engine.lease_jobs(self.session, **WORKER, limit=100, lease=timedelta(days=1)):
                self.jobs[job.id] = (engine.now() + self.takes(job), job)
            ready = sorted((at, number) for number, (at, _) in self.jobs.items())
            timers = [timer.due_at for timer in engine.timers(self.session, self.case.id)]
            due = min([*timers, *(at for at, _ in ready)], default=None)
            if due is None or due > until:
                break
            if due > engine.now():
                engine.turn_clock(engine.clock_offset() + (due - engine.now()))
            if due in timers:
                engine.fire_due_timers(self.session)
            else:
                self.do(self.jobs[ready[0][1]][1])
        return self.logged()

    def do(self, job: engine.Job) -> None:
        at_once, body = len(self.jobs), self.body(job)
        del self.jobs[job.id]
        try:
            if body == "THROW_ERROR":
                done = engine.throw_job_error(self.session, job.id, **WORKER, code="ERR_CODE")
            else:
                done = engine.complete_job(self.session, job.id, **WORKER, variables=self.sets(body, at_once))
        except engine.LeaseLost:
            return   # it was interrupted meanwhile
        self.failed = done.incident is not None

    def sets(self, body: str, at_once: int) -> dict[str, Any]:
        before = engine.get_instance(self.session, self.case.id).variables
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

    def takes(self, job: engine.Job) -> timedelta:
        return TEN_SECONDS if self.body(job) == "WAIT_TEN_SECONDS" else timedelta()

    def body(self, job: engine.Job) -> str:
        return str(job.headers["script"]).strip()

    def logged(self) -> list[str]:
        outcome = engine.get_instance(self.session, self.case.id).outcome or ""
        error = ["ERROR_runtime"] if self.failed or outcome.startswith("error:") else []
        return sorted([*self.log, *error])


def traced(
    session: Session, version: engine.Version, process: str, variables: Mapping[str, Any], seconds: float,
) -> list[str]:
    """What the case logs, with the clock turned as far as the suite would have waited."""
    try:
        return Playing(session, version, process, variables).play(engine.now() + seconds * SECOND)
    except engine.EngineError:
        return ["ERROR_runtime"]


def test_every_feature_gives_the_trace_expected_or_is_refused_by_a_listed_rule(
    session, conformance_suites, tell,
):
    folder = conformance_suites / "betsy"
    features: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for case in json.loads((folder / "expectations.json").read_text()):
        features[case["group"], case["name"]].append(case)

    verdicts = {feature: verdict(session, folder, feature, cases) for feature, cases in features.items()}

    tell(report("features of the process suite", verdicts))
    assert [feature for feature, said in verdicts.items() if said.startswith("wrong")] == []


def verdict(
    session: Session, folder: Path, feature: tuple[str, str], cases: list[dict[str, Any]],
) -> str:
    group, name = feature
    xml = in_feel((folder / group / f"{name}.bpmn").read_bytes())
    try:
        version = engine.deploy(session, name, {f"bpmn/{name}.bpmn": xml}, actor="suite")
    except engine.Refused as refused:
        return "refused: " + ", ".join(sorted({found.rule for found in refused.findings}))
    for case in cases:
        expected = sorted(case["expect"])
        if expected == ["ERROR"]:
            return "wrong: should have been refused"
        found = traced(session, version, name, case["variables"], max(case["delay"], 5))
        if found != expected:
            return f"wrong: {found} instead of {expected}"
    return "executed"


def test_every_reference_diagram_gets_a_verdict_and_none_crashes(conformance_suites, tell):
    verdicts = {}
    for path in sorted((conformance_suites / "miwg-reference").rglob("*.bpmn")):
        refusals = [found for found in engine.check({path.name: path.read_bytes()}, profile="lenient")
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
