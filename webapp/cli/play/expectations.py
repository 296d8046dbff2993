"""What a case expects to see at a point, compared with the trail."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from webapp.cli.play.case import Case
from webapp.cli.play.fill import each_of

Check = Callable[[Any, Mapping[str, Any], Case], Iterator[str]]


def unmet(expect: Mapping[str, Any], trail: Mapping[str, Any], case: Case) -> list[str]:
    """Every expectation that is not met, in words."""
    return [problem for name, wanted in expect.items() for problem in CHECKS[name](wanted, trail, case)]


def _stage(wanted: Any, trail: Mapping[str, Any], _case: Case) -> Iterator[str]:
    called = {wanted} | {each["stage"] for each in trail["stages"] if wanted in (each["name"], each["name_en"])}
    if trail["project"]["stage"] not in called:
        yield f"expected stage {wanted}, it is {trail['project']['stage']}; open are {_waiting(trail)}"


def _open(wanted: Any, trail: Mapping[str, Any], case: Case) -> Iterator[str]:
    """`task` or `person: task`, each of which must be open."""
    open_now = [task for task in trail["tasks"] if task["state"] == "open"]
    for word in each_of(wanted):
        who, _, what = str(word).rpartition(":")
        who, what = case.username(who.strip()), what.strip()
        if not any(what in (task["element"], task["form"], task["name"])
                   and who in ("", task["assignee"], *task["groups"]) for task in open_now):
            yield f"expected {word} to be open; open are {_waiting(trail)}"


def _waiting(trail: Mapping[str, Any]) -> str:
    """What is open now, with whose it is and what it stands beside."""
    return ", ".join(f"{task['assignee'] or '/'.join(task['groups'])}: {task['element']}" + (f" ({task['beside']})" if task["beside"] else "")
                     for task in trail["tasks"] if task["state"] == "open") or "nothing"


def _documents(wanted: Any, trail: Mapping[str, Any], _case: Case) -> Iterator[str]:
    """`kind` or `kind v2`, each of which must be there."""
    there = {word for document in trail["documents"]
             for word in (document["document"], f"{document['document']} v{document['version']}")}
    for word in each_of(wanted):
        if word not in there:
            yield f"expected document {word}; there are {', '.join(sorted(each for each in there if ' v' in each)) or 'none'}"


def _signatures(wanted: Any, trail: Mapping[str, Any], _case: Case) -> Iterator[str]:
    """How many signatures stand, those that became void not counted."""
    standing = sum(1 for signature in trail["signatures"] if not signature["voided_at"])
    if standing != wanted:
        yield f"expected {wanted} standing signatures, there are {standing}"


def _closed(wanted: Any, trail: Mapping[str, Any], _case: Case) -> Iterator[str]:
    if bool(trail["project"]["closed_at"]) != wanted:
        yield f"expected the project to be {'closed' if wanted else 'open'}, it is not; open are {_waiting(trail)}"


def _beside(wanted: Any, trail: Mapping[str, Any], _case: Case) -> Iterator[str]:
    """`package`, `package open` or `package end_event`: what runs beside the project, or how it came out."""
    there = {word for each in trail["beside"]
             for word in (each["package"], f"{each['package']} {each['ended_by'] or 'open'}")}
    for word in each_of(wanted):
        if word not in there:
            yield f"expected {word} beside the project; there are {', '.join(sorted(there)) or 'none'}"


CHECKS: Mapping[str, Check] = {
    "stage": _stage, "open": _open, "documents": _documents, "signatures": _signatures, "closed": _closed, "beside": _beside,
}
