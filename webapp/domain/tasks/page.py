"""The task page: the form beside everything one needs to fill it in."""

from __future__ import annotations

from dataclasses import dataclass, field
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
from webapp.domain.tasks.queries import draft_of, form_context, thread_of


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
    initial: dict[str, Any] | None
    context: dict[str, Any]
    draft_saved_at: datetime | None
    may_act: bool
    may_assign: bool
    may_claim: bool
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
    shown = _Shown(session, actor, task, project, members)
    return shown.to_submit() if to_submit else shown.to_read()


class _Shown:
    """Gathers the parts of one task page."""

    def __init__(self, session: Session, actor: Actor, task: engine.Task, project: Project | None,
                 members: Members) -> None:
        self.session, self.actor, self.task = session, actor, task
        self.project, self.members = project, members

    def to_submit(self, **more: Any) -> TaskPage:
        task, actor = self.task, self.actor
        acts = may_act(actor, task, self.members)
        kept: dict[str, Any] = {"initial": None, "draft_saved_at": None} | more
        return TaskPage(
            task=task, project=self.project, definition=self._definition(),
            context=form_context(self.session, task, self.project),
            may_act=acts, may_claim=acts and task.assignee is None,
            may_assign=may_assign(actor, task, self.members), **kept,
        )

    def to_read(self) -> TaskPage:
        sheets = engine.answers(self.session, self.task.instance_id)
        thread = thread_of(self.session, self.task)
        draft = draft_of(self.session, self.actor, self.task.id)
        own = sheets.get(self.task.element_id)
        return self.to_submit(
            initial=draft.data if draft else own.data if own else None,
            draft_saved_at=draft.saved_at if draft else None,
            earlier=self._earlier(sheets), thread=thread,
            names=people.named(self.session, [
                self.task.assignee, self.task.closed_by, *(sheet.by for sheet in sheets.values()),
                *(comment.actor for comment in thread)]),
        )

    def _definition(self) -> forms.Definition | None:
        if self.task.form_id is None:
            return None
        return packages.form(self.session, self.task.version_id, self.task.form_id)

    def _earlier(self, sheets: dict[str, engine.AnswerSheet]) -> list[EarlierSheet]:
        names = people.named(self.session, [sheet.by for sheet in sheets.values()])
        return [
            EarlierSheet(
                sheet.element_id, self._element_name(sheet.element_id), sheet.by,
                names.get(sheet.by, sheet.by), sheet.at, sheet.revision, self._answers(sheet),
            )
            for sheet in sorted(sheets.values(), key=lambda sheet: sheet.at)
        ]

    def _element_name(self, element_id: str) -> str:
        return packages.element_name(self.session, self.task.version_id, element_id, self.actor.locale)

    def _answers(self, sheet: engine.AnswerSheet) -> list[EarlierAnswer]:
        """The answers under the labels of the form that asked for them, in the form's order."""
        labels = packages.labels(self.session, self.task.version_id, sheet.element_id, self.actor.locale)
        ordered = [key for key in labels if key in sheet.data]
        rest = [key for key in sheet.data if key not in labels]
        return [EarlierAnswer(key, labels.get(key, key), sheet.data[key]) for key in ordered + rest]


def _members(session: Session, actor: Actor, task: engine.Task, project: Project | None) -> Members:
    """Whom the project names, asked only where the answer matters."""
    if project is None or task.assignee == actor.id:
        return {}
    return projects.named_for(session, [project.id]).get(project.id, {})
