"""Who is next in a project: every open step with its person, since when, how soon; and what else it waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import g, url_for
from flask_babel import gettext

import engine
from webapp.db import db
from webapp.domain import cases, packages, people, projects, tasks
from webapp.domain.projects import Project
from webapp.features import element_name, locale, package_words, role_word

MOST = 5000


@dataclass(frozen=True)
class Next:
    """One open step: what, as part of what, who has it, and whether that is the reader."""

    name: str
    part_of: str
    who: str
    is_mine: bool
    is_free: bool
    since: datetime
    due_at: datetime | None
    link: str


def now(project: Project, cases: list[projects.Case]) -> list[Next]:
    """The open steps of the project and of what runs beside it: the reader's own first, then by date."""
    session = db.session()
    beside = {case.row.instance_id: case for case in cases}
    found = engine.open_tasks(session, instance_ids=[each for each in (project.instance_id, *beside) if each], limit=200)
    members = projects.named_for(session, [project.id]).get(project.id, {})
    names = people.named(session, [task.assignee for task in found])
    told = [_told(task, beside.get(task.instance_id), names, members) for task in found]
    return sorted(told, key=lambda each: (not each.is_mine, each.due_at is None, each.due_at or each.since))


@dataclass(frozen=True)
class First:
    """The open step of a project that is due first, for a list: what, who has it, by when, and how many more there are."""

    name: str
    who: str
    due_at: datetime | None
    more: int


def first_steps(listed: list[Project]) -> dict[int, First]:
    """What each of these projects is asked for first, in one look for the whole list."""
    session = db.session()
    runs = projects.runs_of(session, listed)
    asked: dict[int, list[engine.Task]] = {}
    for task in engine.open_tasks(session, instance_ids=list(runs), limit=MOST):
        asked.setdefault(runs[task.instance_id], []).append(task)
    first = {key: min(found, key=lambda task: (task.due_at is None, task.due_at or task.opened_at)) for key, found in asked.items()}
    names = people.named(session, [task.assignee for task in first.values()])
    return {key: First(package_words(task.version_id, task.name), _whose(task, names), task.due_at, len(asked[key]) - 1)
            for key, task in first.items()}


def awaited(project: Project) -> list[str]:
    """What the project waits for while no person is asked: a date, a message, the system's own work; no join, which waits for those."""
    if project.instance_id is None or project.closed_at is not None:
        return []
    standing = cases.case_of(db.session(), project).standing
    return [element_name(project.version_id, each.element_id) for each in standing if each.task is None and not each.is_join]


def _told(task: engine.Task, case: projects.Case | None, names: dict[str, str], members: tasks.Members) -> Next:
    return Next(
        package_words(task.version_id, task.name), _part_of(task, case), _whose(task, names),
        tasks.may_act(g.actor, task, members), task.assignee is None, task.opened_at, task.due_at,
        url_for("tasks.show", task_id=task.id))


def _whose(task: engine.Task, names: dict[str, str]) -> str:
    """Who has the task, or whom it is offered to."""
    if task.assignee:
        return names.get(task.assignee, task.assignee)
    return str(gettext(", ").join(role_word(role) for role in task.candidate_groups))


def _part_of(task: engine.Task, case: projects.Case | None) -> str:
    session = db.session()
    if case is not None:
        return f"{packages.name_of(session, task.version_id, locale())} {case.row.number}"
    process = next((each for each in engine.processes(session, task.version_id)
                    if each.process_id == task.process_id), None)
    return package_words(task.version_id, process.name or process.process_id) if process else ""
