"""What a trial begins with: the roles as themselves, or the data of a case that runs; and likely answers for its forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import g
from sqlalchemy.orm import Session

import engine
import forms
from webapp.domain import drafts, people, projects
from webapp.domain.drafts import names
from webapp.domain.projects import Project
from webapp.features import locale, role_word
from webapp.features.studio.samples import sample

GIVEN = {"project_id": 1, "project_code": "P-0000-000", "project_name": "试运行", "customer_contact": "customer"}
MOST_CASES = 50


def running(session: Session, package: str) -> list[Project]:
    """The projects of this package that the reader may see and that still run: their data may begin a trial."""
    seen = session.scalars(projects.visible_to(g.actor).order_by(Project.id.desc()).limit(MOST_CASES))
    return [project for project in seen if project.instance_id is not None and _runs(session, project.instance_id, package)]


def given(session: Session, package: str, files: Mapping[str, bytes], process_id: str, like: int | None) -> dict[str, Any]:
    """The process's first variables: every role played by itself, or a running case's own, and what its caller hands over."""
    case = next((each for each in running(session, package) if each.id == like), None)
    manifest = names.manifest(files)
    told = {**GIVEN, **{role: role for role in (manifest.roles if manifest else {})}}
    if case is not None and case.instance_id is not None:
        told |= engine.get_instance(session, case.instance_id).variables
        for name, source in drafts.handed(files, process_id):
            told[name] = _value(source, told)
    return told


def likely(form: forms.BoundForm, definition: forms.Definition) -> dict[str, Any]:
    """Answers that somebody might give, under what the form offers by itself."""
    persons = [(role, role_word(role)) for role in people.ROLES]
    filled: dict[str, Any] = _under(form.clean(), sample(definition.components, locale(), persons, asked=_is_asked))
    return filled


def _is_asked(component: forms.Component) -> bool:
    """Whether somebody answers it; what is only read shows what it is offered."""
    return not (component.given.get("disabled") or component.given.get("readonly"))


def _runs(session: Session, instance_id: int, package: str) -> bool:
    instance = engine.get_instance(session, instance_id)
    return instance.ended_at is None and engine.get_version(session, instance.version_id).package == package


def _value(source: str, variables: Mapping[str, Any]) -> Any:
    """What a call would hand over; nothing where that cannot be told without the case."""
    try:
        return engine.evaluate(source, variables)
    except engine.EngineError:
        return None


def _under(offered: Any, thought: Any) -> Any:
    """What is offered, with its gaps filled by what was thought up."""
    if isinstance(offered, dict) and isinstance(thought, dict):
        return {name: _under(offered.get(name), thought.get(name)) for name in {**thought, **offered}}
    if isinstance(offered, list) and isinstance(thought, list) and offered and thought and isinstance(thought[0], dict):
        return [_under(row, thought[0]) for row in offered]
    return thought if offered in (None, "", []) else offered
