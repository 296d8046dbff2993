"""The inbox: open tasks that are mine or offered to my roles, filtered, searched, counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy.orm import Session

import engine
from webapp.db import in_batches
from webapp.domain import packages, projects
from webapp.domain.people import Actor
from webapp.domain.projects import Project
from webapp.domain.tasks.policy import is_candidate
from webapp.domain.tasks.queries import drafted, words_at

Box = Literal["mine", "groups", "done"]
Due = Literal["overdue", "today", "week"]
PAGE_ROWS = 25
NO_GROUP = "-"


@dataclass(frozen=True)
class InboxRow:
    """One task in the list, with the project it belongs to."""

    task: engine.Task
    project: Project | None
    is_overdue: bool
    is_suspended: bool = False
    case_number: int | None = None
    """Of a process beside its project: which of its kind it is."""
    has_draft: bool = False
    """Whether the reader has begun to answer it."""
    words: int = 0
    """How much was said at this step: why it came back, what somebody asked."""


@dataclass(frozen=True)
class Inbox:
    """One page of the inbox and the counts beside its filters."""

    rows: list[InboxRow]
    counts: dict[str, int]
    page: int
    has_more: bool


def inbox(session: Session, actor: Actor, *, box: Box = "mine", due: Due | None = None,
          search: str = "", page: int = 1) -> Inbox:
    """The asked page of a box; `counts` has mine, groups and overdue, whatever is filtered."""
    offset = (max(page, 1) - 1) * PAGE_ROWS
    if box == "done":
        tasks = engine.closed_tasks(session, closed_by=actor.id, limit=PAGE_ROWS + 1, offset=offset)
    else:
        before = _before(due, engine.now())
        tasks = _open(session, _whose(actor, box) | {"due_before": before}, search.strip(), offset)
    has_more, tasks = len(tasks) > PAGE_ROWS, tasks[:PAGE_ROWS]
    carried = projects.by_instances(session, [task.instance_id for task in tasks])
    if box == "groups":
        tasks = _offered(session, actor, tasks, carried)
    now = engine.now()
    resting = engine.suspended_among(session, [task.instance_id for task in tasks if task.closed_at is None])
    beside = projects.case_numbers(session, [task.instance_id for task in tasks])
    begun = drafted(session, actor, [task.id for task in tasks if task.closed_at is None])
    said = words_at(session, tasks)
    rows = [InboxRow(task, carried.get(task.instance_id), _is_overdue(task, now), task.instance_id in resting,
                     beside.get(task.instance_id), task.id in begun, said.get((task.instance_id, task.element_id), 0)) for task in tasks]
    return Inbox(rows, _counts(session, actor), max(page, 1), has_more)


def waiting(session: Session, actor: Actor) -> int:
    """How many open tasks are the actor's own or offered to them; shown beside the inbox on every page."""
    return engine.count_open_tasks(session, assignee=actor.id, groups=actor.roles)


def _whose(actor: Actor, box: Box) -> dict[str, Any]:
    return {"assignee": actor.id} if box == "mine" else {"groups": actor.roles or (NO_GROUP,)}


def _open(session: Session, wanted: dict[str, Any], search: str, offset: int) -> list[engine.Task]:
    """One row more than a page holds; a search looks at projects, customers and names of tasks."""
    limit = PAGE_ROWS + 1
    if not search:
        return engine.open_tasks(session, **wanted, limit=limit, offset=offset)
    found: dict[int, engine.Task] = {}
    matching = projects.instance_ids_matching(session, search, among=engine.instances_waiting(session, **wanted))
    ways: list[dict[str, Any]] = [{"instance_ids": some} for some in in_batches(matching)]
    ways += [{"element_ids": some} for some in in_batches(_element_ids_called(session, search))]
    for narrowed in ways:
        tasks = engine.open_tasks(session, **wanted, **narrowed, limit=offset + limit)
        found |= {task.id: task for task in tasks}
    return sorted(found.values(), key=_by_due)[offset:offset + limit]


def _counts(session: Session, actor: Actor) -> dict[str, int]:
    now = engine.now()
    return {
        "mine": engine.count_open_tasks(session, assignee=actor.id),
        "groups": engine.count_open_tasks(session, **_whose(actor, "groups")),
        "overdue": engine.count_open_tasks(session, assignee=actor.id, due_before=now),
    }


def _offered(session: Session, actor: Actor, tasks: list[engine.Task],
             carried: Mapping[int, Project]) -> list[engine.Task]:
    """Drop what a project gave to other members of the role."""
    by_instance = {instance_id: project.id for instance_id, project in carried.items()}
    named = projects.named_for(session, by_instance.values()) if by_instance else {}
    return [task for task in tasks
            if is_candidate(actor, task, named.get(by_instance.get(task.instance_id, 0), {}))]


def _element_ids_called(session: Session, search: str) -> list[str]:
    """User tasks of the newest versions whose name contains the word, in either language."""
    wanted, found = search.casefold(), set()
    for version in engine.newest_versions(session):
        english = packages.translator(session, version.id, "en")
        for process in engine.processes(session, version.id):
            found |= {element.id for element in process.elements if element.type == "userTask"
                      and wanted in f"{element.name} {english(element.name or '')}".casefold()}
    return sorted(found)


def _before(due: Due | None, now: datetime) -> datetime | None:
    ahead = {"overdue": timedelta(), "today": timedelta(days=1), "week": timedelta(days=7)}
    return now + ahead[due] if due else None


def _is_overdue(task: engine.Task, now: datetime) -> bool:
    return task.closed_at is None and task.due_at is not None and task.due_at < now


def _by_due(task: engine.Task) -> tuple[bool, datetime]:
    return task.due_at is None, task.due_at or task.opened_at
