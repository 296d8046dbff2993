"""What a customer sees of the project: its stage, what waits for whom, what both have signed. Nothing internal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

import engine
from webapp.domain import documents, packages, people, projects
from webapp.domain.confirmations.errors import LinkUnusable
from webapp.domain.confirmations.models import Confirmation, ProgressLink
from webapp.domain.confirmations.queries import of_project
from webapp.domain.confirmations.rules import PROGRESS_LIFETIME, hash_of_token, new_token


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing the project waits for: the customer's own task by name, ours only as ours."""

    is_yours: bool
    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Progress:
    """The project as its customer sees it."""

    project: projects.Project
    stages: list[projects.Stage]
    waiting: list[Waiting]
    confirmations: list[Confirmation]


def open_progress(session: Session, project_id: int, contact: str) -> str:
    """Make a link to a project's progress for one contact; return its token, which is kept nowhere."""
    token, at = new_token(), engine.now()
    session.add(ProgressLink(
        token_hash=hash_of_token(token), project_id=project_id, contact=contact, created_at=at,
        expires_at=at + PROGRESS_LIFETIME,
    ))
    session.flush()
    return token


def follow(session: Session, token: str) -> ProgressLink:
    """The progress link of this token, while it works."""
    link = session.scalar(
        select(ProgressLink).where(ProgressLink.token_hash == hash_of_token(token)))
    if link is None:
        raise LinkUnusable("link-unknown")
    if link.expires_at <= engine.now():
        raise LinkUnusable("progress-expired")
    return link


def progress_of(session: Session, link: ProgressLink) -> Progress:
    """Where the project stands, in what the customer may see."""
    project = session.get_one(projects.Project, link.project_id)
    return Progress(
        project=project, stages=projects.stages(session, project),
        waiting=_waiting(session, project),
        confirmations=[row for row in of_project(session, project.id) if row.voided_at is None],
    )


def shown_version(
    session: Session, link: ProgressLink, version_id: int
) -> documents.DocumentVersion | None:
    """A frozen version the customer was asked to sign in this project; nothing else is handed out."""
    return next((row.version for row in of_project(session, link.project_id)
                 if row.document_version_id == version_id and row.voided_at is None), None)


def _waiting(session: Session, project: projects.Project) -> list[Waiting]:
    if project.instance_id is None:
        return []
    tasks = engine.open_tasks(session, instance_ids=[project.instance_id], order="opened")
    yours = [Waiting(True, task.name, task.opened_at) for task in tasks
             if people.is_contact(task.assignee)]
    ours = [task.opened_at for task in tasks if not people.is_contact(task.assignee)]
    return [*yours, *([Waiting(False, "", min(ours))] if ours else [])]


def stage_name(session: Session, project: projects.Project, name: str, locale: str) -> str:
    """A name from the project's diagrams in the reader's language."""
    return packages.translate(session, project.version_id, name, locale)
