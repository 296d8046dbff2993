"""The plan in force: the approved baseline and what every approved change made of it, read from the answers.

Nothing is kept twice. A package says in its `[plan]` which answers hold the plan, and a package that runs beside
a project which answers change it; those answers exist only where the change was approved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

import engine
from webapp.domain import packages, projects
from webapp.domain.projects import Project
from webapp.domain.schedule import rules

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Plan:
    """Phases, tasks and money as they stand."""

    phases: Rows = field(default_factory=list)
    work: Rows = field(default_factory=list)
    budget: Rows = field(default_factory=list)
    changes: int = 0
    """How many approved changes are in it."""


@dataclass(frozen=True)
class Change:
    """What one approved change made of the plan: phases that come after the others, tasks and money."""

    at: datetime
    phases: Rows
    work: Rows
    budget: Rows
    known: int | None
    """Upon how many phases it was written; None where nobody kept that."""


def plan_of(session: Session, project: Project) -> Plan:
    """The plan in force; empty before there is one."""
    if project.instance_id is None:
        return Plan()
    said = packages.manifest(session, project.version_id).plan
    sheets = engine.answers(session, project.instance_id)
    plan = Plan(_rows(sheets, said.get("phases")), _rows(sheets, said.get("work")), _rows(sheets, said.get("budget")))
    for change in sorted(_changes(session, project), key=lambda change: change.at):
        tasks = rules.counted_on(change.work, known=change.known, there=len(plan.phases))
        plan = replace(plan, phases=[*plan.phases, *change.phases], work=rules.with_tasks(plan.work, tasks),
                       budget=rules.with_money(plan.budget, change.budget), changes=plan.changes + 1)
    return replace(plan, phases=rules.stretched(plan.phases, plan.work)) if plan.changes else plan


def tell_plan(job: engine.Job, session: Session) -> dict[str, Any]:
    """Service task `schedule.plan`: the plan in force as `phases`, `wbs` and `budget`."""
    project = projects.of_instance(session, job.instance_id)
    plan = plan_of(session, project) if project else Plan()
    return {"phases": plan.phases, "wbs": plan.work, "budget": plan.budget}


def _changes(session: Session, project: Project) -> list[Change]:
    """What each process beside the project changed, and when."""
    found = []
    for instance in projects.side_instances(session, project):
        said = packages.manifest(session, instance.version_id).plan
        if not said:
            continue
        sheets = engine.answers(session, instance.id)
        elements = {path.partition(".")[0] for path in said.values()} & sheets.keys()
        if elements:
            at = max(sheets[element].at for element in elements)
            phases, work, budget = (_rows(sheets, said.get(part)) for part in ("phases", "work", "budget"))
            found.append(Change(at, phases, work, budget, _count(instance.variables.get(said.get("known", "")))))
    return found


def _count(known: Any) -> int | None:
    return len(known) if isinstance(known, list) else None


def _rows(sheets: Mapping[str, engine.AnswerSheet], path: str | None) -> Rows:
    element, _, key = (path or "").partition(".")
    rows = sheets[element].data.get(key) if element in sheets else None
    return [dict(row) for row in rows or []]
