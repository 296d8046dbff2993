"""A project's trail as plain data: tasks, documents, signatures, mails and timers, each with its time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

import engine
from webapp.domain import confirmations, documents, notifications, packages, people, projects
from webapp.domain.projects import Project

MOST = 5000
TIMERS = ("timer.set", "timer.fired")


def trail_of(session: Session, project: Project) -> dict[str, Any]:
    """The whole trail of one project."""
    english = packages.translator(session, project.version_id, "en")
    return {
        **standing_of(session, project, with_roles=True),
        "stages": [{"stage": stage.element_id, "name": stage.name, "name_en": english(stage.name), "state": stage.state,
                    "entered_at": _at(stage.entered_at), "left_at": _at(stage.left_at)}
                   for stage in projects.stages(session, project)],
        "documents": [{"document": version.document.kind, "title": version.document.title,
                       "title_en": version.document.title_in("en"),
                       "version": version.number, "sha256": version.sha256, "at": _at(version.created_at)}
                      for version in sorted(documents.versions_of(session, project.id), key=lambda v: v.id)],
        "signatures": list(_signatures(session, project)),
        "mails": list(_mails(session, project)),
        "timers": [{"element": event.element_id, "happened": event.kind.removeprefix("timer."),
                    "at": _at(event.at)}
                   for instance_id in _runs(session, project)
                   for event in engine.history(session, instance_id, kinds=list(TIMERS), limit=MOST)],
    }


def _runs(session: Session, project: Project) -> list[int]:
    """The project's own run, and those beside it."""
    return [project.instance_id or 0, *(case.row.instance_id for case in reversed(projects.cases_of(session, project)))]


def standing_of(session: Session, project: Project, *, with_roles: bool = False) -> dict[str, Any]:
    """Where the project stands: what was done, what is open, what is being signed, what is stuck."""
    beside = projects.cases_of(session, project)
    packages_of = {case.row.instance_id: case.row.package for case in beside}
    signings = list(reversed(confirmations.of_project(session, project.id)))
    return {
        "project": {"id": project.id, "code": project.code, "name": project.name,
                    "customer": project.customer.name, "stage": project.stage, "lead": project.lead,
                    "started_at": _at(project.started_at), "closed_at": _at(project.closed_at),
                    "outcome": project.outcome},
        "tasks": list(_tasks(session, project, packages_of, {each.id: each.version.document.kind for each in signings},
                             with_roles=with_roles)),
        "beside": [{"package": case.row.package, "number": case.row.number, "begun_by": case.instance.started_by,
                    "by_hand": case.instance.variables.get("source") == "person", "ended_by": case.ended_by,
                    "begun_at": _at(case.row.begun_at)} for case in reversed(beside)],
        "confirmations": [{"id": each.id, "document": each.version.document.kind, "version": each.version.number,
                           "title": each.version.document.title, "title_en": each.version.document.title_in("en"),
                           "opened_at": _at(each.opened_at), "completed_at": _at(each.completed_at),
                           "declined_at": _at(each.declined_at), "voided_at": _at(each.voided_at),
                           "void_reason": each.void_reason}
                          for each in signings],
        "incidents": [{"element": incident.element_id, "kind": incident.kind,
                       "message": incident.message_id, "facts": incident.facts,
                       "at": _at(incident.opened_at)}
                      for incident in engine.incidents(session, instance_ids=[project.instance_id or 0, *packages_of])],
    }


def _tasks(session: Session, project: Project, beside: Mapping[int, str], signed: Mapping[int, str], *,
           with_roles: bool) -> Iterator[dict[str, Any]]:
    """Closed tasks in the order they were closed, then the open ones; what was canceled stays with whose it was."""
    runs = [project.instance_id or 0, *beside]
    closed = engine.closed_tasks(session, instance_ids=runs, limit=MOST)
    open_now = engine.open_tasks(session, instance_ids=runs, limit=MOST)
    doers = {task.id: task.closed_by if task.closed_as == "completed" else None for task in [*closed, *open_now]}
    names = people.named(session, [doers[task.id] or task.assignee for task in [*closed, *open_now]])
    roles = _roles(session, project) if with_roles else {}
    english = {version: packages.translator(session, version, "en")
               for version in {task.version_id for task in [*closed, *open_now]}}
    for task in [*sorted(closed, key=lambda task: (task.closed_at, task.id)), *open_now]:
        who = doers[task.id] or task.assignee
        signing = task.input.get("confirmation_id")
        yield {
            "id": task.id, "element": task.element_id, "form": task.form_id,
            "name": task.name, "name_en": english[task.version_id](task.name),
            "process": task.process_id, "beside": beside.get(task.instance_id), "of": task.input.get("phase_name"),
            "side": confirmations.side_of(task), "signing": signing, "document": signed.get(signing or 0), "assignee": task.assignee, "groups": list(task.candidate_groups),
            "by": doers[task.id], "by_name": names.get(who or "", who),
            "role": _role(session, task, who, roles) if with_roles else "",
            "opened_at": _at(task.opened_at), "due_at": _at(task.due_at), "closed_at": _at(task.closed_at),
            "state": task.closed_as or "open",
        }


def _roles(session: Session, project: Project) -> dict[str, str]:
    """In which role each member works here."""
    contact = {project.contact.actor_id: "customer"} if project.contact else {}
    members = {member.actor_id: member.role for member in projects.members_of(session, project)
               if member.role in people.ROLES}
    return {**members, **contact}


def _role(session: Session, task: engine.Task, who: str | None, roles: Mapping[str, str]) -> str:
    """In which role somebody has a task: as named for the project, as offered, else their first role anywhere."""
    if found := roles.get(who or "") or ", ".join(task.candidate_groups):
        return found
    person = people.person_called(session, who) if who else None
    return next(iter(person.role_names), "") if person else ""


def _signatures(session: Session, project: Project) -> Iterator[dict[str, Any]]:
    for confirmation in reversed(confirmations.of_project(session, project.id)):
        document = confirmation.version.document.kind
        for signature in confirmation.signatures:
            yield {
                "document": document, "version": confirmation.version.number, "side": signature.side,
                "signer": signature.signer, "name": signature.signer_name, "sha256": signature.sha256,
                "at": _at(signature.at), "voided_at": _at(signature.voided_at),
            }


def _mails(session: Session, project: Project) -> Iterator[dict[str, Any]]:
    """The mails that speak of the project, oldest first."""
    for mail in reversed(notifications.mails(session, limit=MOST)):
        if project.name in f"{mail.subject} {mail.text}" and mail.created_at >= project.started_at:
            yield {"to": mail.to, "subject": mail.subject, "at": _at(mail.created_at)}


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
