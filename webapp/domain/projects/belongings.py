"""Which files belong to a project: noted when an answer that names them is handed in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import column, select, table
from sqlalchemy.orm import Session

from webapp.domain.people import Actor
from webapp.domain.projects.models import Project, ProjectFile
from webapp.domain.projects.queries import visible_to

KEPT = table("stored_file", column("id"), column("kept_by"))
"""The kept files, whose room stands above this one."""


def files_in(answers: Any) -> Iterator[int]:
    """The numbers of the kept files that answers name, however deep they lie."""
    if isinstance(answers, dict):
        number = answers.get("file_id")
        if isinstance(number, int):
            yield number
        answers = list(answers.values())
    if isinstance(answers, list):
        for each in answers:
            yield from files_in(each)


def note_files(session: Session, project: Project, answers: Any, *, actor: Actor) -> None:
    """The actor's own files that these answers name belong to the project from now on.

    Another's file stays where it is: whoever could name it here would open it to the project.
    """
    named = set(files_in(answers))
    if named:
        known = select(ProjectFile.file_id).where(ProjectFile.project_id == project.id)
        new = session.scalars(select(KEPT.c.id).where(
            KEPT.c.id.in_(named), KEPT.c.kept_by == actor.id, KEPT.c.id.not_in(known)))
        session.add_all(ProjectFile(project_id=project.id, file_id=number) for number in sorted(new))
        session.flush()


def has_file_in_sight(session: Session, actor: Actor, file_id: int) -> bool:
    """Whether the actor may see a project that the file belongs to."""
    holders = select(ProjectFile.project_id).where(ProjectFile.file_id == file_id)
    return session.scalar(visible_to(actor).where(Project.id.in_(holders)).limit(1)) is not None
