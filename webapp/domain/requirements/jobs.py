"""What a diagram's service tasks may ask of requirements: the lines in force, and what an edited list changes."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

import engine
from webapp.domain import projects
from webapp.domain.requirements import rules
from webapp.domain.requirements.models import RequirementBaseline
from webapp.domain.requirements.queries import as_row, in_force, numbered

CHANGES, LINES, NUMBER = "requirement_changes", "requirement_lines", "baseline_number"


def read(job: engine.Job, session: Session) -> dict[str, Any]:
    """Service task `requirements.read`: the lines in force to go on from, `requirement_changes` written over them.

    A change whose line reads otherwise by now is not written over it: it stands in `requirement_clashes`, as it
    was meant and as the line reads now, and its author writes it anew.
    """
    baseline = _in_force(session, job)
    lines = [as_row(line) for line in baseline.standing_lines] if baseline else []
    changes = list(job.input.get(CHANGES) or [])
    late = rules.overtaken(changes, lines)
    kept = [change for change in changes if change not in late]
    return {NUMBER: baseline.number if baseline else None, LINES: rules.edited(lines, kept), CHANGES: kept,
            "requirement_clashes": [_clash(change, lines) for change in late]}


def compare(job: engine.Job, session: Session) -> dict[str, Any]:
    """Service task `requirements.compare`: what the edited `requirement_lines` change of baseline `baseline_number`.

    Returns `requirement_changes`, and `touches_acceptance` for whoever routes the approval.
    """
    project = projects.of_instance(session, job.instance_id)
    number = job.input.get(NUMBER)
    base = numbered(session, project.id, int(number)) if project and number is not None else None
    rows = [as_row(line) for line in base.standing_lines] if base else []
    changes = rules.difference(rows, job.input.get(LINES) or [])
    return {CHANGES: changes, "touches_acceptance": rules.touches_acceptance(changes)}


def _in_force(session: Session, job: engine.Job) -> RequirementBaseline | None:
    project = projects.of_instance(session, job.instance_id)
    return in_force(session, project.id) if project else None


def _clash(change: rules.Change, lines: list[dict[str, Any]]) -> dict[str, Any]:
    now = next((line for line in lines if line["number"] == change["number"]), None)
    meant = change["new"]["requirement"] if change["new"] else ""
    return {"number": change["number"], "meant": meant, "now": now["requirement"] if now else ""}
