"""The light of a project: what its decision table last said of the dates. Nobody chooses a colour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

import engine
from webapp.domain import packages
from webapp.domain.projects import Project

MOST = 5000


@dataclass(frozen=True)
class Light:
    """Green, yellow or red, why, and when it was judged."""

    colour: str
    why: str
    slip_percent: float
    judged_at: datetime


def light_of(session: Session, project: Project) -> Light | None:
    """The latest light, while the work that it judges goes on; None before and after."""
    table = packages.manifest(session, project.version_id).light
    if not table or project.instance_id is None or project.closed_at is not None:
        return None
    judged = [event for event in engine.history(
        session, project.instance_id, kinds=["decision.evaluated"], limit=MOST)
        if event.facts.get("decision") == table]
    if not judged or not _goes_on(session, project.instance_id, str(judged[-1].facts.get("process_id"))):
        return None
    said = judged[-1].facts["answer"]
    return Light(str(said["light"]), str(said["summary"]), float(said["slip_percent"]), judged[-1].at)


def _goes_on(session: Session, instance_id: int, process_id: str) -> bool:
    return any(token.process_id == process_id for token in engine.tokens(session, instance_id))
