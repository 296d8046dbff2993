"""Find one task inside what the actor may see, and what lies around it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import engine
from webapp.domain import customers, packages, projects, requirements
from webapp.domain.people import Actor
from webapp.domain.projects import Project
from webapp.domain.tasks.models import Comment, Draft
from webapp.domain.tasks.policy import Members, may_see

Sheets = Mapping[str, engine.AnswerSheet]


def find(session: Session, actor: Actor, task_id: int) -> engine.Task | None:
    """The task of this id if the actor may see it; a stranger finds nothing."""
    task = engine.get_task(session, task_id)
    if task is None or task.assignee == actor.id:
        return task
    return task if may_see(actor, task, members_for(session, task)) else None


def members_for(session: Session, task: engine.Task) -> Members:
    """Per role, who is named for it in the task's project."""
    project = projects.of_instance(session, task.instance_id)
    return projects.named_for(session, [project.id]).get(project.id, {}) if project else {}


def draft_of(session: Session, actor: Actor, task_id: int) -> Draft | None:
    """What the actor typed and did not hand in yet."""
    return session.get(Draft, (task_id, actor.id))


def drafted(session: Session, actor: Actor, task_ids: Collection[int]) -> frozenset[int]:
    """Which of these tasks the actor has begun to answer."""
    if not task_ids:
        return frozenset()
    return frozenset(session.scalars(select(Draft.task_id).where(Draft.actor == actor.id, Draft.task_id.in_(task_ids))))


def words_at(session: Session, tasks: Collection[engine.Task]) -> dict[tuple[int, str], int]:
    """How many words were said at each of these tasks' steps, by instance and element."""
    if not tasks:
        return {}
    counted = (select(Comment.instance_id, Comment.element_id, func.count())
               .where(Comment.instance_id.in_({task.instance_id for task in tasks}),
                      Comment.element_id.in_({task.element_id for task in tasks}))
               .group_by(Comment.instance_id, Comment.element_id))
    return {(instance_id, element_id): count for instance_id, element_id, count in session.execute(counted)}


def thread_of(session: Session, task: engine.Task) -> list[Comment]:
    """What was said about this step, in this round and in earlier ones."""
    query = (select(Comment)
             .where(Comment.instance_id == task.instance_id, Comment.element_id == task.element_id)
             .order_by(Comment.at, Comment.id))
    return list(session.scalars(query))


def form_context(session: Session, task: engine.Task, project: Project | None,
                 sheets: Sheets) -> dict[str, Any]:
    """What the form's FEEL may read: answers so far, variables, project, customer, the task itself."""
    variables = engine.get_instance(session, task.instance_id).variables
    return {
        "answers": {element_id: sheet.data for element_id, sheet in sheets.items()},
        "variables": {**variables, **task.input},
        "project": {**projects.context_of(project), **_requirements(session, task, project)} if project else {},
        "customer": customers.file_of(project.customer, project.contact) if project else {},
        "task": {"id": task.id, "name": task.name, "element_id": task.element_id,
                 "assignee": task.assignee, "due_at": task.due_at, **task.input},
    }


def _requirements(session: Session, task: engine.Task, project: Project) -> dict[str, Any]:
    """The requirements in force, for a form that reads them."""
    if not task.form_id or not packages.form_mentions(session, task.version_id, task.form_id, "project.requirements"):
        return {}
    return {"requirements": requirements.lines_in_force(session, project.id)}
