"""Bring the next baseline into force, in the transaction of the signature that completes the paper it stands in."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

import engine
from webapp.domain import packages, people
from webapp.domain.documents import DocumentVersion
from webapp.domain.projects import Project
from webapp.domain.requirements import rules
from webapp.domain.requirements.errors import NothingSigned, Overtaken
from webapp.domain.requirements.models import RequirementBaseline, RequirementLine
from webapp.domain.requirements.queries import as_row, highest_number, in_force

IN_FORCE = "requirements.in_force"


def take_effect(session: Session, version: DocumentVersion, *, instance_id: int) -> RequirementBaseline | None:
    """What all have signed comes into force; None where the paper says nothing of requirements.

    The package's `[baseline]` says which document it is, and where its lines or changes stand. They are read from
    the frozen version itself, so that nothing is in force that was not signed. Of two changes that meet, the
    project's row decides who is first; the second is refused if its line was changed meanwhile.
    """
    said = _said(session, version, instance_id)
    if not said:
        return None
    project_id = version.document.project_id
    session.get_one(Project, project_id, with_for_update={"of": Project})
    before = in_force(session, project_id)
    changes = _changes(version, said, before)
    if before is not None and not changes:
        return None
    _require_current(changes, before)
    baseline = _next(version, before, changes, highest=highest_number(session, project_id))
    session.add(baseline)
    session.flush()
    engine.record(session, instance_id=instance_id, kind=IN_FORCE, actor=people.SYSTEM, element_id=None, facts={
        "project_id": project_id, "baseline": baseline.number, "document": version.document.title,
        "document_en": version.document.title_en, "version": version.number, "lines": len(baseline.standing_lines)})
    return baseline


def is_overtaken(session: Session, version: DocumentVersion, *, instance_id: int) -> bool:
    """Whether a change that is out for signature is about a line that reads otherwise by now."""
    said = _said(session, version, instance_id)
    before = in_force(session, version.document.project_id)
    return bool(said.get("changes")) and before is not None and bool(
        rules.overtaken(_changes(version, said, before), _rows(before)))


def _said(session: Session, version: DocumentVersion, instance_id: int) -> dict[str, str]:
    instance = engine.get_instance(session, instance_id)
    said = packages.manifest(session, instance.version_id).baseline
    return dict(said) if said.get("document") == version.document.kind else {}


def _changes(version: DocumentVersion, said: dict[str, str], before: RequirementBaseline | None) -> list[rules.Change]:
    """What the signed paper changes: its own list of changes, or a whole list that is signed (once more)."""
    if "changes" in said:
        if before is None:
            raise NothingSigned("requirements-not-signed")
        return list(version.data.get("variables", {}).get(said["changes"]) or [])
    element, _, key = said["lines"].partition(".")
    rows = version.data.get("answers", {}).get(element, {}).get(key) or []
    return list(rules.signed_anew(_rows(before), rows))


def _require_current(changes: list[rules.Change], before: RequirementBaseline | None) -> None:
    if before is not None and (late := rules.overtaken(changes, _rows(before))):
        raise Overtaken("requirements-overtaken", baseline=before.number,
                        lines=", ".join(str(change["number"]) for change in late))


def _next(version: DocumentVersion, before: RequirementBaseline | None, changes: list[rules.Change],
          *, highest: int) -> RequirementBaseline:
    rows: list[dict[str, Any]] = rules.with_changes(_rows(before), changes, highest=highest)
    if before is None:
        rows = [{**row, "what": rules.AGREED} for row in rows]
    return RequirementBaseline(
        project_id=version.document.project_id, number=before.number + 1 if before else 1,
        version=version, in_force_at=engine.now(), lines=[RequirementLine(**row) for row in rows])


def _rows(baseline: RequirementBaseline | None) -> list[dict[str, Any]]:
    return [as_row(line) for line in baseline.standing_lines] if baseline else []
