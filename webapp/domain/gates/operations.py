"""Check a gate: compare what its decision table requires with what the project has."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

import engine
from webapp.domain import documents, people, projects
from webapp.domain.gates.queries import FRESH, compared

REQUIRED, STAGE, PART = "required", "stage", "part"


def check(job: engine.Job, session: Session) -> dict[str, Any]:
    """Service task `gates.check`: of the input's `required` documents those the project lacks, as `gate_missing`.

    The input `stage` names the stage that is to be left, `part` the phase where there are several. What was found is kept in the project's history.
    """
    project = projects.of_instance(session, job.instance_id)
    stage, required = str(job.input.get(STAGE, "")), job.input.get(REQUIRED) or []
    part = documents.part_named(job.input.get(PART))
    found = compared(session, project, stage, required, part=part) if project else []
    missing = [{"document": each.kind, "owner": each.owner, FRESH: each.is_fresh}
               for each in found if not each.is_there]
    engine.record(
        session, instance_id=job.instance_id, kind="gate.checked", actor=people.SYSTEM,
        element_id=job.element_id, facts={"stage": stage, "required": len(found), "missing": missing})
    return {"gate_missing": missing}
