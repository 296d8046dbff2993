"""Check a gate: compare what its decision table requires with what the project has."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

import engine
from webapp.domain import company, documents, packages, people, projects
from webapp.domain.gates.queries import FRESH, SIDE_CASES, Requirement, compared

REQUIRED, STAGE, PART = "required", "stage", "part"
SETTLED = "beside.settled"
KEPT = timedelta(minutes=10)  # for a gate that is being reached in this very moment


def check(job: engine.Job, session: Session) -> dict[str, Any]:
    """Service task `gates.check`: of the input's `required` documents those the project lacks, as `gate_missing`.

    Where `side_cases` are required, those that are still open are told as `gate_open_cases`: which, about what, where
    each waits and who has it. The input `stage` names the stage that is to be left, `part` the phase where there are
    several. What was found is kept in the project's history.
    """
    project = projects.of_instance(session, job.instance_id)
    if project:
        projects.link_begun(session, project)
    stage, required = str(job.input.get(STAGE, "")), job.input.get(REQUIRED) or []
    part = documents.part_named(job.input.get(PART))
    found = compared(session, project, stage, required, part=part) if project else []
    missing = [{"document": each.kind, "owner": each.owner, FRESH: each.is_fresh}
               for each in found if not each.is_there]
    engine.record(
        session, instance_id=job.instance_id, kind="gate.checked", actor=people.SYSTEM,
        element_id=job.element_id, facts={"stage": stage, "required": len(found), "missing": missing})
    return {"gate_missing": [each for each in missing if each["document"] != SIDE_CASES],
            "gate_open_cases": _told(session, project, found) if project else []}


def look_again(event: engine.Event, session: Session) -> None:
    """Reaction to an end: when the last case beside a project has ended, a gate that waits for it looks again."""
    project = projects.of_instance(session, event.instance_id)
    if project is None or project.instance_id == event.instance_id or projects.open_cases(session, project):
        return
    engine.publish_message(session, SETTLED, correlation_key=str(project.id), ttl=KEPT)


def _told(session: Session, project: projects.Project, found: list[Requirement]) -> list[dict[str, str]]:
    """The open cases in the words of whoever leads the project, where the gate asks for them to be settled."""
    if not any(each.kind == SIDE_CASES and not each.is_there for each in found):
        return []
    lead = people.person_called(session, project.lead)
    return [_in_words(session, case, lead.locale if lead else company.locale())
            for case in projects.open_cases(session, project)]


def _in_words(session: Session, case: projects.Case, locale: str) -> dict[str, str]:
    version_id, about = case.instance.version_id, case.instance.variables.get("summary")
    said = packages.translator(session, version_id, locale)
    return {"case": f"{packages.name_of(session, version_id, locale)} {case.row.number}",
            "about": about if isinstance(about, str) else "",
            "waits_at": ", ".join(said(each.task.name) for each in case.waiting),
            "owner": ", ".join(each.who for each in case.waiting if each.who)}
