"""A trail as lines to read: stages, tasks with role and time, signatures, documents, mails, timers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any


def lines(trail: Mapping[str, Any], language: str) -> Iterator[str]:
    """The whole trail, one line a fact; steps and documents are called as readers of this language know them."""
    project = trail["project"]
    yield f"{project['code']}  {project['name']}  ·  {project['customer']}"
    yield f"  {_at(project['started_at'])} – {_at(project['closed_at']) or 'running'}"
    yield from _part("Stages", (_stage(each, language) for each in trail["stages"]))
    yield from _part("Tasks", (_task(each, language) for each in trail["tasks"]))
    yield from _part("Beside", (f"{_at(each['begun_at'])}  {each['package']} {each['number']}  {each['ended_by'] or 'open'}"
                               for each in trail["beside"]))
    yield from _part("Documents", (
        f"{_at(each['at'])}  {called(each, 'title', language)} v{each['version']}  sha256 {each['sha256']}"
        for each in trail["documents"]))
    yield from _part("Signatures", (_signature(each) for each in trail["signatures"]))
    yield from _part("Mails", (f"{_at(each['at'])}  {each['to']}  {each['subject']}" for each in trail["mails"]))
    yield from _part("Timers", (f"{_at(each['at'])}  {each['element']}  {each['happened']}"
                                for each in trail["timers"]))
    yield from _part("Incidents", (f"{_at(each['at'])}  {each['element']}  {each['kind']}  {each['facts']}"
                                   for each in trail["incidents"]))


def _part(title: str, rows: Iterator[str]) -> Iterator[str]:
    found = list(rows)
    if found:
        yield ""
        yield title
        yield from (f"  {row}" for row in found)


def _stage(stage: Mapping[str, Any], language: str) -> str:
    times = f"{_at(stage['entered_at'])} – {_at(stage['left_at'])}" if stage["entered_at"] else ""
    return f"{called(stage, 'name', language)} ({stage['stage']})  {stage['state']}  {times}".rstrip()


def _task(task: Mapping[str, Any], language: str) -> str:
    at = _at(task["closed_at"] or task["opened_at"])
    state = "" if task["state"] == "completed" else f"  [{task['state']}]"
    return f"{at}  {called(task, 'name', language)}  ·  {task['role']} {task['by_name'] or ''}{state}".rstrip()


def _signature(signature: Mapping[str, Any]) -> str:
    void = f"  void since {_at(signature['voided_at'])}" if signature["voided_at"] else ""
    return (f"{_at(signature['at'])}  {signature['document']} v{signature['version']}  {signature['side']}"
            f" {signature['name']}  sha256 {signature['sha256']}{void}")


def called(named: Mapping[str, Any], key: str, language: str) -> str:
    """What a step, stage or document is called in this language."""
    return str(named.get(f"{key}_{language}") or named[key])


def _at(moment: str | None) -> str:
    return f"{datetime.fromisoformat(moment).astimezone():%Y-%m-%d %H:%M}" if moment else ""
