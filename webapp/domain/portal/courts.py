"""Whose court the ball is in: what the project waits for, from whom, since when. Our own steps are told by role alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

import engine
from webapp.domain import confirmations, packages, people, projects
from webapp.domain.portal.viewing import TEAM, Party, View, parties_of
from webapp.domain.projects import Project

MOST = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that a contact of the customer is asked to do: a signature, or an answer."""

    task: engine.Task
    name: str
    """The document to sign, or what the step is called."""
    part_of: str
    """Which side case it belongs to, such as the second change request; empty for the project's own way."""
    is_signature: bool
    is_yours: bool
    whose: str


@dataclass(frozen=True, slots=True)
class AtWork:
    """One of our roles that has something to do, and since when."""

    party: Party
    since: datetime


@dataclass(frozen=True, slots=True)
class Courts:
    """What waits for the customer, the reader's own first, and what waits for us."""

    asked: list[Asked]
    at_work: list[AtWork]

    @property
    def yours(self) -> list[Asked]:
        """What waits for the reader."""
        return [each for each in self.asked if each.is_yours]


def courts_of(session: Session, view: View, locale: str) -> Courts:
    """Who is to move in the project.

    What runs beside it is ours alone until it asks the customer something: a risk or a budget breach is never shown.
    """
    project = view.project
    if project.instance_id is None:
        return Courts([], [])
    beside = {case.row.instance_id: case.row.number for case in projects.cases_of(session, project)}
    tasks = engine.open_tasks(session, instance_ids=[project.instance_id, *beside], limit=MOST)
    asked = [_asked(session, view, task, beside.get(task.instance_id), locale)
             for task in tasks if people.is_contact(task.assignee)]
    own = [task for task in tasks if task.instance_id == project.instance_id and not people.is_contact(task.assignee)]
    return Courts(sorted(asked, key=_soonest), _by_role(session, project, own))


def task_of(session: Session, view: View, task_id: int) -> engine.Task | None:
    """The open task of this id that waits for this very contact in this project."""
    task = engine.get_task(session, task_id)
    if task is None or task.closed_at is not None or task.assignee != view.contact.actor_id:
        return None
    owner = projects.of_instance(session, task.instance_id)
    return task if owner is not None and owner.id == view.project.id else None


def _asked(session: Session, view: View, task: engine.Task, number: int | None, locale: str) -> Asked:
    confirmation = confirmations.of_task(session, task) if confirmations.side_of(task) else None
    name = (confirmation.document.title_in(locale) if confirmation
            else packages.translate(session, task.version_id, task.name, locale))
    part_of = f"{packages.name_of(session, task.version_id, locale)} {number}" if number else ""
    is_yours = task.assignee == view.contact.actor_id
    whose = "" if is_yours else people.named(session, [task.assignee]).get(task.assignee or "", "")
    return Asked(task, name, part_of, confirmation is not None, is_yours, whose)


def _soonest(asked: Asked) -> tuple[bool, bool, datetime]:
    return not asked.is_yours, asked.task.due_at is None, asked.task.due_at or asked.task.opened_at


def _by_role(session: Session, project: Project, tasks: list[engine.Task]) -> list[AtWork]:
    """One line for each role, since its longest open step: how many steps we take is our own business."""
    since: dict[Party, datetime] = {}
    parties = parties_of(session, project)
    for task in tasks:
        party = (parties.of(task.assignee) if task.assignee
                 else Party("", _offered(task), is_customer=False))
        since[party] = min(task.opened_at, since.get(party, task.opened_at))
    return sorted((AtWork(party, at) for party, at in since.items()), key=lambda each: each.since)


def _offered(task: engine.Task) -> str:
    return next((role for role in task.candidate_groups if role in people.ROLES), TEAM)
