"""Where a project stands before a gate: every required document, whether it is there, and who owes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

import engine
from webapp.domain import confirmations, documents, packages, projects
from webapp.domain.projects import Project

SIDE_CASES = "side_cases"
"""What the table asks for where everything that runs beside the project must be settled."""

FRESH = "each_phase"
"""The table's column that asks for a document of this very phase, not of an earlier one."""


@dataclass(frozen=True)
class Requirement:
    """One document that a stage needs, and the role that owes it."""

    kind: str
    title: str
    title_en: str
    owner: str
    is_there: bool
    is_fresh: bool = False
    """Whether every phase needs one of its own."""

    def title_in(self, locale: str) -> str:
        """The title in the reader's language; the package's own language is Chinese."""
        return self.title if locale.startswith("zh") else self.title_en


def standing(session: Session, project: Project) -> list[Requirement]:
    """What the stage that the project is in needs before it may be left; nothing where nothing runs."""
    gate = packages.manifest(session, project.version_id).gate
    instance = engine.get_instance(session, project.instance_id) if project.instance_id else None
    if not gate or instance is None or project.stage is None or project.closed_at is not None:
        return []
    asked = {**instance.variables, "gate_stage": project.stage}
    required = engine.evaluate_decision(session, project.version_id, gate, asked)
    return compared(session, project, project.stage, required or [])


def is_open(requirements: Iterable[Requirement]) -> bool:
    """Whether the stage may be left."""
    return all(each.is_there for each in requirements)


def compared(session: Session, project: Project, stage: str,
             required: Iterable[Mapping[str, Any]], *, part: str = "") -> list[Requirement]:
    """The required documents beside those that the project has.

    Of what every phase needs, the one of this `part` counts; where no part is named, one made since the
    stage was entered.
    """
    described = packages.documents(session, project.version_id)
    latest, parts = _latest(session, project)
    entered = _entered_at(session, project, stage)
    found = []
    for row in required:
        kind = str(row["document"])
        said = described.get(kind, {})
        title = str(said.get("title", kind))
        made_at, is_fresh = latest.get(kind), bool(row.get(FRESH))
        if kind == SIDE_CASES:
            is_there = not projects.open_cases(session, project)
        elif is_fresh and part:
            is_there = (kind, part) in parts
        else:
            is_there = made_at is not None and (not is_fresh or entered is None or made_at >= entered)
        found.append(Requirement(kind, title, str(said.get("title_en", title)), str(row["owner"]), is_there, is_fresh))
    return found


def _latest(session: Session, project: Project) -> tuple[dict[str, datetime], set[tuple[str, str]]]:
    """When the newest version of each kind of document was made, whichever part it is of; and which parts there are.

    What was sent out to be signed counts once everybody has signed it.
    """
    unsigned = confirmations.unsigned_versions(session, project.id)
    versions = [version for version in documents.versions_of(session, project.id) if version.id not in unsigned]
    latest = {version.document.kind: version.created_at
              for version in sorted(versions, key=lambda version: version.created_at)}
    return latest, {(version.document.kind, version.document.part) for version in versions}


def _entered_at(session: Session, project: Project, stage: str) -> datetime | None:
    """When the stage was last entered, to the second: documents are dated so."""
    times = engine.element_times(session, project.instance_id or 0).get(stage)
    return times.entered_at.replace(microsecond=0) if times else None
