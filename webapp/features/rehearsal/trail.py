"""A project's trail as plain data: tasks, documents, signatures, mails and timers, each with its time."""

from __future__ import annotations

from collections.abc import Iterator
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
    instance_id = project.instance_id or 0
    return {
        **standing_of(session, project),
        "stages": [{"stage": stage.element_id, "name": stage.name, "state": stage.state,
                    "entered_at": _at(stage.entered_at), "left_at": _at(stage.left_at)}
                   for stage in projects.stages(session, project)],
        "documents": [{"document": version.document.kind, "title": version.document.title,
                       "version": version.number, "sha256": version.sha256, "at": _at(version.created_at)}
                      for version in sorted(documents.versions_of(session, project.id), key=lambda v: v.id)],
        "signatures": list(_signatures(session, project)),
        "mails": list(_mails(session, project)),
        "timers": [{"element": event.element_id, "happened": event.kind.removeprefix("timer."),
                    "at": _at(event.at)}
                   for event in engine.history(session, instance_id, kinds=list(TIMERS), limit=MOST)],
    }


def standing_of(session: Session, project: Project) -> dict[str, Any]:
    """Where the project stands: what was done, what is open, what is being signed, what is stuck."""
    instance_id = project.instance_id or 0
    return {
        "project": {"id": project.id, "code": project.code, "name": project.name,
                    "customer": project.customer.name, "stage": project.stage, "lead": project.lead,
                    "started_at": _at(project.started_at), "closed_at": _at(project.closed_at),
                    "outcome": project.outcome},
        "tasks": list(_tasks(session, project, instance_id)),
        "confirmations": [{"id": each.id, "document": each.version.document.kind, "version": each.version.number,
                           "opened_at": _at(each.opened_at), "completed_at": _at(each.completed_at),
                           "declined_at": _at(each.declined_at), "voided_at": _at(each.voided_at),
                           "void_reason": each.void_reason}
                          for each in reversed(confirmations.of_project(session, project.id))],
        "incidents": [{"element": incident.element_id, "kind": incident.kind,
                       "message": incident.message_id, "facts": incident.facts,
                       "at": _at(incident.opened_at)}
                      for incident in engine.incidents(session, instance_id=instance_id)],
    }


def _tasks(session: Session, project: Project, instance_id: int) -> Iterator[dict[str, Any]]:
    """Closed tasks in the order they were closed, then the open ones."""
    closed = engine.closed_tasks(session, instance_ids=[instance_id], limit=MOST)
    open_now = engine.open_tasks(session, instance_ids=[instance_id], limit=MOST)
    names = people.named(session, [task.closed_by or task.assignee for task in [*closed, *open_now]])
    roles = _roles(session, project)
    english = {version: packages.translator(session, version, "en")
               for version in {task.version_id for task in [*closed, *open_now]}}
    for task in [*sorted(closed, key=lambda task: (task.closed_at, task.id)), *open_now]:
        who = task.closed_by or task.assignee
        yield {
            "id": task.id, "element": task.element_id, "form": task.form_id,
            "name": task.name, "name_en": english[task.version_id](task.name),
            "process": task.process_id, "side": confirmations.side_of(task), "assignee": task.assignee, "groups": list(task.candidate_groups),
            "by": task.closed_by, "by_name": names.get(who or "", who),
            "role": roles.get(who or "") or ", ".join(task.candidate_groups) or _usual_role(session, who),
            "opened_at": _at(task.opened_at), "due_at": _at(task.due_at), "closed_at": _at(task.closed_at),
            "state": task.closed_as or "open",
        }


def _roles(session: Session, project: Project) -> dict[str, str]:
    """In which role each member works here."""
    contact = {project.contact.actor_id: "customer"} if project.contact else {}
    members = {member.actor_id: member.role for member in projects.members_of(session, project)
               if member.role in people.ROLES}
    return {**members, **contact}


def _usual_role(session: Session, who: str | None) -> str:
    """The first role a person carries everywhere: for whom a step names without a role, such as an expert."""
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
