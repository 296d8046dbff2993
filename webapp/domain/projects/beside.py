"""Processes beside the lifecycle: begun by a message or by a person, and linked to the project they are about."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import engine
import forms
from webapp.db import read_so_far
from webapp.domain import packages
from webapp.domain.people import Actor, named
from webapp.domain.projects.belongings import note_files
from webapp.domain.projects.models import Project, SideCase

MOST = 200
JOIN = "projects.join"
RUNS = "runs beside project"


class NoProject(engine.EngineError):
    """A process beside the lifecycle was begun for a project that is not there."""


class MayNotBegin(engine.EngineError):
    """This process beside the lifecycle is begun by other roles, or by nobody."""


class OneIsOpen(engine.EngineError):
    """Of this process beside the lifecycle one at most is open, and one is."""


@dataclass(frozen=True)
class Beside:
    """A package that a person may begin beside a project."""

    package: str
    version_id: int


@dataclass(frozen=True)
class Waiting:
    """One open task of a side case, and who has it."""

    task: engine.Task
    who: str


@dataclass(frozen=True)
class Case:
    """A side case as a page shows one: where it stands, who has it, since when, how it ended."""

    row: SideCase
    instance: engine.Instance
    waiting: list[Waiting]
    ended_by: str | None
    """The end event it left by: how it came out."""

    @property
    def since(self) -> datetime:
        """Since when it stands where it stands."""
        return max((each.task.opened_at for each in self.waiting), default=self.row.begun_at)


def join(job: engine.Job, session: Session) -> dict[str, Any]:
    """Service task `projects.join`: link the case to the project of `project_id` and learn who leads it."""
    project = _asked(session, job.variables.get("project_id"))
    row = _link(session, project, job.instance_id)
    return {
        "project_code": project.code, "project_name": project.name, "project_lead": project.lead,
        "customer_contact": project.contact.actor_id if project.contact else None, "case_number": row.number,
    }


def link_begun(session: Session, project: Project) -> None:
    """Link what a message has begun for the project and no worker has joined to it yet: nothing may outrun a gate."""
    for job in engine.open_jobs(session, JOIN):
        if job.variables.get("project_id") == project.id:
            _link(session, project, job.instance_id)


def offered(session: Session, actor: Actor, project: Project) -> list[Beside]:
    """The side processes that the actor may begin for this project."""
    found = []
    for version in engine.newest_versions(session):
        roles = packages.manifest(session, version.id).begun_by
        if roles and actor.is_staff and (actor.has(*roles) or (project.lead == actor.id and "project_lead" in roles)):
            found.append(Beside(version.package, version.id))
    return found


def begin_form(session: Session, beside: Beside) -> forms.Definition | None:
    """The form that a person begins the process with."""
    root = packages.root_process(session, beside.version_id)
    return packages.form(session, beside.version_id, root.start_form_id) if root.start_form_id else None


def open_one(session: Session, project: Project, beside: Beside) -> SideCase | None:
    """The case that is open where one at most may be: what comes anew belongs in it."""
    if not packages.manifest(session, beside.version_id).one_at_a_time:
        return None
    rows = {row.instance_id: row for row in session.scalars(
        select(SideCase).where(SideCase.project_id == project.id, SideCase.package == beside.package))}
    running = engine.instances(session, ids=list(rows), ended=False, limit=1)
    return rows[running[0].id] if running else None


def begin(session: Session, project: Project, beside: Beside, *, actor: Actor,
          answers: Mapping[str, Any]) -> engine.Instance:
    """Begin the process for the project with the start form's answers."""
    if beside not in offered(session, actor, project):
        raise MayNotBegin("side-case-not-yours", package=beside.package)
    _refuse_a_second(session, project, beside)
    root = packages.root_process(session, beside.version_id).process_id
    variables = {**answers, "project_id": project.id, "source": "person", "raised_by_person": actor.id}
    instance = engine.start(session, root, version_id=beside.version_id, actor=actor.id,
                            variables=variables, business_key=f"project:{project.id}")
    _link(session, project, instance.id)
    note_files(session, project, dict(answers), actor=actor)
    return instance


def _refuse_a_second(session: Session, project: Project, beside: Beside) -> None:
    """Of two who begin at the same instant the second waits for the project's row, and finds what the first began."""
    session.get_one(Project, project.id, with_for_update={"of": Project})
    link_begun(session, project)
    if open_one(session, project, beside) is not None:
        raise OneIsOpen("side-case-is-open")


def cases_of(session: Session, project: Project) -> list[Case]:
    """The project's side cases: those that run first, each kind in the order it was begun."""
    rows = session.scalars(select(SideCase).where(SideCase.project_id == project.id)
                           .order_by(SideCase.instance_id.desc()).limit(MOST)).all()
    if not rows:
        return []
    tasks = engine.open_tasks(session, instance_ids=[row.instance_id for row in rows], limit=MOST)
    names = named(session, [task.assignee for task in tasks])
    runs = {run.id: run for run in engine.instances(session, ids=[row.instance_id for row in rows], limit=MOST)}
    found = [_case(session, row, runs[row.instance_id], tasks, names) for row in rows]
    return sorted(found, key=lambda case: case.instance.ended_at is not None)


def open_cases(session: Session, project: Project) -> list[Case]:
    """The project's side cases that still run."""
    return [case for case in cases_of(session, project) if case.instance.ended_at is None]


def case_of(session: Session, project: Project, instance_id: int) -> Case | None:
    """The project's side case of this number."""
    return next((case for case in cases_of(session, project) if case.row.instance_id == instance_id), None)


def case_numbers(session: Session, instance_ids: Collection[int]) -> dict[int, int]:
    """Of these runs those beside a project, and which of its kind each is."""
    if not instance_ids:
        return {}
    rows = session.execute(select(SideCase.instance_id, SideCase.number).where(SideCase.instance_id.in_(set(instance_ids))))
    return dict(rows.all())


def runs_of(session: Session, listed: Collection[Project]) -> dict[int, int]:
    """The runs of these projects and of what was begun beside them, each with its project's id."""
    carried = {project.instance_id: project.id for project in listed if project.instance_id is not None}
    rows = session.execute(select(SideCase.instance_id, SideCase.project_id)
                           .where(SideCase.project_id.in_({project.id for project in listed})))
    return carried | dict(rows.all())


def side_instances(session: Session, project: Project) -> list[engine.Instance]:
    """The runs of the project's side cases, the oldest first."""
    known = read_so_far(session)
    if (RUNS, project.id) not in known:
        ids = session.scalars(select(SideCase.instance_id).where(SideCase.project_id == project.id)).all()
        known[RUNS, project.id] = engine.instances(session, ids=ids, limit=len(ids))[::-1]
    runs: list[engine.Instance] = known[RUNS, project.id]
    return runs


def _case(session: Session, row: SideCase, instance: engine.Instance, tasks: list[engine.Task],
          names: Mapping[str, str]) -> Case:
    own = [Waiting(task, names.get(task.assignee or "", "")) for task in tasks if task.instance_id == row.instance_id]
    return Case(row, instance, own, _left_by(session, instance) if instance.ended_at else None)


def _left_by(session: Session, instance: engine.Instance) -> str | None:
    """The end event of the process itself that was reached last."""
    own = packages.root_process(session, instance.version_id)
    ends = {element.id for element in own.elements if element.type == "endEvent"}
    reached = [(times.entered_at, element) for element, times
               in engine.element_times(session, instance.id).items() if element in ends]
    return max(reached)[1] if reached else None


def _asked(session: Session, project_id: Any) -> Project:
    found = session.get(Project, project_id) if isinstance(project_id, int) else None
    if found is None:
        raise NoProject("side-case-without-project", project=str(project_id))
    return found


def _link(session: Session, project: Project, instance_id: int) -> SideCase:
    """The link of this run to its project, written if nobody has yet."""
    instance = engine.get_instance(session, instance_id)
    package = engine.get_version(session, instance.version_id).package
    session.get_one(Project, project.id, with_for_update={"of": Project})
    if (linked := session.get(SideCase, instance_id)) is not None:
        return linked  # by whoever had the project's row before
    before = session.scalar(select(func.count()).select_from(SideCase).where(
        SideCase.project_id == project.id, SideCase.package == package)) or 0
    row = SideCase(instance_id=instance_id, project_id=project.id, package=package, number=before + 1,
                   begun_at=instance.started_at)
    session.add(row)
    session.flush()
    read_so_far(session).pop((RUNS, project.id), None)
    return row
