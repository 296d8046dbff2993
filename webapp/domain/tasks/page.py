"""The task page: the form beside everything one needs to fill it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

import engine
import forms
from webapp.domain import packages, people, projects
from webapp.domain.people import Actor
from webapp.domain.projects import Project
from webapp.domain.tasks.models import Comment, Draft
from webapp.domain.tasks.policy import Members, may_act, may_assign, may_see
from webapp.domain.tasks.queries import draft_of, form_context, thread_of

BEGIN, AFRESH = "form.begin", "afresh"


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


class TaskPage:
    """A task with its form and its surroundings; what only a reader looks at is read when looked at.

    Handing in asks for form and context alone, so it stays cheap.
    """

    def __init__(self, session: Session, actor: Actor, task: engine.Task, project: Project | None,
                 members: Members) -> None:
        self._session, self._actor, self._members = session, actor, members
        self.task, self.project = task, project

    @property
    def may_act(self) -> bool:
        return may_act(self._actor, self.task, self._members)

    @property
    def may_claim(self) -> bool:
        return self.may_act and self.task.assignee is None

    @property
    def may_assign(self) -> bool:
        return may_assign(self._actor, self.task, self._members)

    @property
    def definition(self) -> forms.Definition | None:
        """The task's form, as it was frozen with the version that the instance runs."""
        if self.task.form_id is None:
            return None
        return packages.form(self._session, self.task.version_id, self.task.form_id)

    @cached_property
    def context(self) -> dict[str, Any]:
        """What the form's FEEL may read."""
        known = form_context(self._session, self.task, self.project, self._sheets)
        return {**known, "actor": self._actor.facts}

    @property
    def initial(self) -> dict[str, Any] | None:
        """What the form begins with: the actor's draft, else what was answered last time round."""
        return self._draft.data if self._draft else self.last_round

    @property
    def last_round(self) -> dict[str, Any] | None:
        """What the actor answered when this step last came round; posted answers lie over it.

        Never a colleague's answers: whoever signs beside others begins with an empty sheet. Never
        their own decision either: each round is decided anew. A step whose header `form.begin` says
        `afresh` is about something else each time it comes.
        """
        if self.task.headers.get(BEGIN) == AFRESH:
            return None
        own = self._sheets.get(self.task.element_id)
        if own is None or own.by != self._actor.id:
            return None
        return forms.carry_over(self.definition, own.data) if self.definition else own.data

    @property
    def draft_saved_at(self) -> datetime | None:
        return self._draft.saved_at if self._draft else None

    @cached_property
    def thread(self) -> list[Comment]:
        """What was said about this step."""
        return thread_of(self._session, self.task)

    @cached_property
    def names(self) -> dict[str, str]:
        """Display names of everybody who appears on the page, by actor id."""
        return people.named(self._session, [
            self.task.assignee, self.task.closed_by, self.task.owner, *(sheet.by for sheet in self._sheets.values()),
            *(comment.actor for comment in self.thread)])

    @cached_property
    def earlier(self) -> list[EarlierSheet]:
        """What earlier steps returned, the oldest first."""
        return [self._earlier(sheet) for sheet in sorted(self._sheets.values(), key=lambda sheet: sheet.at)]

    @cached_property
    def _sheets(self) -> Mapping[str, engine.AnswerSheet]:
        """What was answered so far; of steps that run once for each of several parts, those of the task's own part."""
        return engine.answers(self._session, self.task.instance_id, part=packages.part_of(self.task))

    @cached_property
    def _draft(self) -> Draft | None:
        return draft_of(self._session, self._actor, self.task.id)

    def _earlier(self, sheet: engine.AnswerSheet) -> EarlierSheet:
        """Answers under the labels of the form that asked for them, in the form's order."""
        step = sheet.element_id.partition("+")[0]   # an added signer's sheet lies beside that of the step
        where = (self._session, self.task.version_id, step, self._actor.locale)
        labels = packages.labels(*where)
        keys = [*(key for key in labels if key in sheet.data),
                *(key for key in sheet.data if key not in labels)]
        return EarlierSheet(
            element_id=sheet.element_id, name=packages.element_name(*where), by=sheet.by,
            by_name=self.names.get(sheet.by, sheet.by), at=sheet.at, revision=sheet.revision,
            answers=[EarlierAnswer(key, labels.get(key, key), sheet.data[key]) for key in keys],
        )


def page(session: Session, actor: Actor, task_id: int) -> TaskPage | None:
    """Everything about a task that the actor may see; None for a stranger."""
    task = engine.get_task(session, task_id)
    if task is None:
        return None
    project = projects.of_instance(session, task.instance_id)
    members = _members(session, actor, task, project)
    return TaskPage(session, actor, task, project, members) if may_see(actor, task, members) else None


def _members(session: Session, actor: Actor, task: engine.Task, project: Project | None) -> Members:
    """Whom the project names, asked only where the answer matters."""
    if project is None or task.assignee == actor.id:
        return {}
    return projects.named_for(session, [project.id]).get(project.id, {})
