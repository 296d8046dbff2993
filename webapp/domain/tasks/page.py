"""The task page: the form beside everything one needs to fill it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

import engine
import forms
from webapp.domain import packages, people, projects
from webapp.domain.people import Actor
from webapp.domain.projects import Project
from webapp.domain.tasks.models import Comment
from webapp.domain.tasks.policy import Members, may_act, may_assign, may_see
from webapp.domain.tasks.queries import Sheets, draft_of, form_context, thread_of


@dataclass(frozen=True)
class EarlierAnswer:
    """One answered field: its key, its label, its value as it was kept."""

    key: str
    label: str
    value: Any


@dataclass(frozen=True)
class EarlierSheet:
    """What an earlier step returned, and who answered it when."""

    element_id: str
    name: str
    by: str
    by_name: str
    at: datetime
    revision: int
    answers: list[EarlierAnswer]


@dataclass(frozen=True)
class TaskPage:
    """A task with its form, what the form begins with, and its surroundings."""

    task: engine.Task
    project: Project | None
    definition: forms.Definition | None
    context: dict[str, Any]
    may_act: bool
    may_assign: bool
    may_claim: bool
    initial: dict[str, Any] | None = None
    draft_saved_at: datetime | None = None
    earlier: list[EarlierSheet] = field(default_factory=list)
    thread: list[Comment] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)


def page(session: Session, actor: Actor, task_id: int, *, to_submit: bool = False) -> TaskPage | None:
    """Everything about a task that the actor may see; None for a stranger.

    `to_submit` leaves out what only a reader looks at, so that handing in stays cheap.
    """
    task = engine.get_task(session, task_id)
    if task is None:
        return None
    project = projects.of_instance(session, task.instance_id)
    members = _members(session, actor, task, project)
    if not may_see(actor, task, members):
        return None
    sheets = engine.answers(session, task.instance_id)
    acts = may_act(actor, task, members)
    shown = TaskPage(
        task=task, project=project, definition=_definition(session, task),
        context=form_context(session, task, project, sheets),
        may_act=acts, may_claim=acts and task.assignee is None,
        may_assign=may_assign(actor, task, members),
    )
    return shown if to_submit else _with_surroundings(session, actor, shown, sheets)


def _with_surroundings(session: Session, actor: Actor, shown: TaskPage, sheets: Sheets) -> TaskPage:
    """Add the draft or the last round's answers, what others answered, and the thread."""
    task = shown.task
    thread, draft, own = thread_of(session, task), draft_of(session, actor, task.id), sheets.get(task.element_id)
    names = people.named(session, [task.assignee, task.closed_by, *(sheet.by for sheet in sheets.values()),
                                   *(comment.actor for comment in thread)])
    in_order = sorted(sheets.values(), key=lambda sheet: sheet.at)
    return replace(
        shown, thread=thread, names=names,
        initial=draft.data if draft else own.data if own else None,
        draft_saved_at=draft.saved_at if draft else None,
        earlier=[_earlier(session, actor, task, sheet, names) for sheet in in_order],
    )


def _definition(session: Session, task: engine.Task) -> forms.Definition | None:
    return packages.form(session, task.version_id, task.form_id) if task.form_id else None


def _earlier(session: Session, actor: Actor, task: engine.Task, sheet: engine.AnswerSheet,
             names: Mapping[str, str]) -> EarlierSheet:
    """Answers under the labels of the form that asked for them, in the form's order."""
    labels = packages.labels(session, task.version_id, sheet.element_id, actor.locale)
    keys = [*(key for key in labels if key in sheet.data), *(key for key in sheet.data if key not in labels)]
    return EarlierSheet(
        element_id=sheet.element_id, by=sheet.by, by_name=names.get(sheet.by, sheet.by), at=sheet.at,
        name=packages.element_name(session, task.version_id, sheet.element_id, actor.locale),
        revision=sheet.revision,
        answers=[EarlierAnswer(key, labels.get(key, key), sheet.data[key]) for key in keys],
    )


def _members(session: Session, actor: Actor, task: engine.Task, project: Project | None) -> Members:
    """Whom the project names, asked only where the answer matters."""
    if project is None or task.assignee == actor.id:
        return {}
    return projects.named_for(session, [project.id]).get(project.id, {})
