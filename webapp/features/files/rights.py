"""Whose file it is: the bringer's own, or part of what was answered in a project one may see."""

from __future__ import annotations

from sqlalchemy.orm import Session

from webapp.domain import documents, projects
from webapp.domain.documents import StoredFile
from webapp.domain.people import Actor


def visible_file(session: Session, actor: Actor, file_id: int) -> StoredFile | None:
    """The file, if the actor brought it or may see a project it belongs to."""
    file = documents.get_file(session, file_id)
    if file is None or file.kept_by == actor.id or projects.has_file_in_sight(session, actor, file_id):
        return file
    return None
