"""Who is told what when something happened; each in the language they read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

import engine
from webapp.domain import customers, packages, people, projects, wording
from webapp.domain.notifications.operations import notify, write_mail
from webapp.domain.notifications.queries import titled
from webapp.domain.people import SYSTEM, Person
from webapp.domain.projects import Project


def tell_assignees(event: engine.Event, session: Session) -> None:
    """Reaction to an opened task: its assignee hears of it, or everybody who may take it.

    A customer's contact is invited with a link of their own by the confirmation, not here.
    """
    task = engine.get_task(session, event.facts["task_id"])
    if task is None or task.closed_at is not None:
        return
    path = f"/tasks/{task.id}"
    if task.assignee is not None:
        for person in people.colleagues(session, [task.assignee]):
            _tell(session, person, "told-task", _task_facts(session, task, person), path, by_mail=True)
        return
    for person in _candidates(session, task):
        _tell(session, person, "told-group-task", _task_facts(session, task, person), path, by_mail=True)


def tell_new_assignee(event: engine.Event, session: Session) -> None:
    """Reaction to a task that one person handed to another."""
    task = engine.get_task(session, event.facts["task_id"])
    if task is None or task.closed_at is not None or event.actor in (SYSTEM, None, task.assignee):
        return
    for person in people.colleagues(session, [task.assignee]):
        facts = _task_facts(session, task, person) | {"actor": _name(session, event.actor)}
        _tell(session, person, "told-assigned", facts, f"/tasks/{task.id}", by_mail=True)


def tell_of_confirmation(event: engine.Event, session: Session) -> None:
    """Reaction to a signature, a decline, a void or a completion: everyone involved reads of it, whom it concerns gets a mail."""
    project = projects.of_instance(session, event.instance_id)
    if project is None:
        return
    message_id = "told-" + event.kind.removeprefix("confirmation.")
    actor = _name(session, event.actor)
    named = (*event.facts.get("signers", ()), *filter(None, [event.facts.get("former")]))
    concerned = {*projects.involved(session, project), *named} - {event.actor}
    mailed = concerned & _mailed(event, project)
    for person in people.colleagues(session, concerned):
        facts = _confirmation_facts(event, project, actor, person.locale)
        _tell(session, person, message_id, facts, f"/projects/{project.id}", by_mail=person.username in mailed)
    for contact in filter(None, (customers.contact_of_actor(session, actor_id) for actor_id in sorted(mailed))):
        facts = _confirmation_facts(event, project, actor, contact.locale)
        _mail_contact(session, contact, message_id, facts)


def _mailed(event: engine.Event, project: Project) -> set[str]:
    """Whom a turn in a signing is worth a mail: who signs, who signed until now, and the lead.

    Who signed a completed one is mailed the proof, and who goes on from there the next task; a single signature and
    an invitation have mails of their own.
    """
    signers = {*event.facts.get("signers", ()), *filter(None, [event.facts.get("former")])}
    if event.kind in {"confirmation.opened", "confirmation.signed"}:
        return set()
    return {project.lead} - signers if event.kind == "confirmation.completed" else signers | {project.lead}


def tell_of_reminder(event: engine.Event, session: Session) -> None:
    """Reaction to a reminder: staff who have not signed are led to the document; customers got a new link."""
    project = projects.of_instance(session, event.instance_id)
    if project is None:
        return
    for person in people.colleagues(session, event.facts["reminded"]):
        facts = _confirmation_facts(event, project, "", person.locale)
        _tell(session, person, "told-signature_overdue", facts,
              f"/confirmations/{event.facts['confirmation_id']}", by_mail=True)


def tell_of_missing_signer(event: engine.Event, session: Session) -> None:
    """Reaction to a signature for which nobody could be invited: the lead mends it, so the lead is told."""
    project = projects.of_instance(session, event.instance_id)
    if project is None:
        return
    facts = {**event.facts, "project": project.name, "signer": _name(session, event.facts.get("assignee"))}
    for person in people.colleagues(session, [project.lead]):
        _tell(session, person, "told-not_invited", facts, f"/projects/{project.id}", by_mail=True)


def _confirmation_facts(event: engine.Event, project: Project, actor: str, locale: str) -> dict[str, Any]:
    """The event's facts, with a reason that is ours and not a person's put into words."""
    facts = {**event.facts, "project": project.name, "actor": actor}
    own = f"void-{event.facts.get('reason', '')}"
    return {**facts, "reason": wording.sentence(own, {}, locale), "reason_id": own} if own in wording.SENTENCES else facts


def tell_of_incident(event: engine.Event, session: Session) -> None:
    """Reaction to a failed step: the lead, the process owners and the administrators hear of it."""
    project = projects.of_instance(session, event.instance_id)
    if project is None:
        return
    version_id = engine.get_instance(session, event.instance_id or 0).version_id
    concerned = {project.lead, *(person.username for person
                                 in people.by_role(session, "process_owner", "admin"))}
    for person in people.colleagues(session, concerned):
        said = packages.element_name(session, version_id, event.element_id or "", person.locale)
        own = packages.element_name(session, version_id, event.element_id or "", "zh")
        facts = {"project": project.name, "element": said, "version_id": version_id, "names": {"element": own}}
        _tell(session, person, "told-incident", facts, f"/projects/{project.id}", by_mail=True)


def tell_of_draft(event: engine.Event, session: Session) -> None:
    """Reaction to a review that is asked for or given, and to a version that went live: whoever looks after the package."""
    facts = dict(event.facts)
    concerned = {person.username for person in people.by_role(session, *facts.get("roles", ()))} | set(facts.get("people", ()))
    for person in people.colleagues(session, concerned - {event.actor, *facts.get("but", ())}):
        said = {name: facts.get(name, "") for name in ("title", "title_en", "number", "note", "package")}
        title = said["title"] if person.locale.startswith("zh") else said["title_en"]
        _tell(session, person, f"told-{event.kind}", said | {"title": title or said["package"], "title_zh": said["title"],
              "actor": _name(session, event.actor)}, f"/studio/{said['package']}/", by_mail=True)


def tell(job: engine.Job, session: Session) -> dict[str, Any]:
    """Service task `notifications.tell`: the header `message` says what, `roles` which members.

    Without roles it reminds whoever the instance waits for, the customer's contact included.
    """
    project = projects.of_instance(session, job.instance_id)
    if project is None:
        return {}
    message_id = f"told-{job.headers.get('message', 'message')}"
    facts = {"project": project.name, "text": str(job.headers.get("text", ""))}
    reached = _reached_by(session, job, project)
    for person in people.colleagues(session, reached):
        _tell(session, person, message_id, facts, f"/projects/{project.id}", by_mail=True)
    for contact in filter(None, (customers.contact_of_actor(session, actor_id) for actor_id in reached)):
        _mail_contact(session, contact, message_id, facts)
    return {}


def tell_people(session: Session, actor_ids: Iterable[str], message_id: str, facts: dict[str, Any], path: str, *,
                by_mail: bool = False) -> None:
    """Tell some of the staff what happened elsewhere in the product."""
    for person in people.colleagues(session, actor_ids):
        _tell(session, person, message_id, facts, path, by_mail=by_mail)


def tell_contact(session: Session, contact: customers.Contact, message_id: str, facts: dict[str, Any], link: str) -> None:
    """Mail a customer's contact what happened, with a link of their own."""
    _mail(session, contact.email, contact.name, contact.locale, message_id, facts, link)


def _reached_by(session: Session, job: engine.Job, project: Project) -> set[str]:
    roles = {role.strip() for role in str(job.headers.get("roles", "")).split(",")} - {""}
    if roles:
        named = projects.named_for(session, [project.id]).get(project.id, {})
        return {actor_id for role in roles for actor_id in named.get(role, ())}
    waiting = engine.open_tasks(session, instance_ids=[job.instance_id])
    return {task.assignee for task in waiting if task.assignee}


def _tell(session: Session, person: Person, message_id: str, facts: dict[str, Any],
          path: str, *, by_mail: bool = False) -> None:
    notify(session, actor_id=person.username, message_id=message_id, facts=facts, path=path)
    if by_mail and person.mails != "none":
        _mail(session, person.email, person.name, person.locale, message_id, facts, path)


def _mail_contact(session: Session, contact: customers.Contact, message_id: str,
                  facts: dict[str, Any]) -> None:
    _mail(session, contact.email, contact.name, contact.locale, message_id, facts, None)


def _mail(session: Session, to: str, name: str, locale: str, message_id: str,  # noqa: PLR0913
          facts: dict[str, Any], path: str | None) -> None:
    told = wording.sentence(message_id, titled(facts, locale), locale)
    greeting = wording.sentence("mail-greeting", {"name": name}, locale)
    write_mail(session, to=to, subject=told, text=f"{greeting}\n\n{told}\n", link=path, locale=locale)


def _task_facts(session: Session, task: engine.Task, person: Person) -> dict[str, Any]:
    project = projects.of_instance(session, task.instance_id)
    return {
        "task": packages.translate(session, task.version_id, task.name, person.locale),
        "task_id": task.id, "version_id": task.version_id, "names": {"task": task.name},
        "project": project.name if project else "",
    }


def _candidates(session: Session, task: engine.Task) -> list[Person]:
    """Whom an unassigned task is offered to: by name, or by role as far as the project names nobody."""
    project = projects.of_instance(session, task.instance_id)
    named = projects.named_for(session, [project.id]).get(project.id, {}) if project else {}
    offered = list(task.candidate_users)
    for group in task.candidate_groups:
        offered += named.get(group) or [person.username for person in people.by_role(session, group)]
    return people.colleagues(session, offered)


def _name(session: Session, actor_id: str | None) -> str:
    return people.named(session, [actor_id]).get(actor_id or "", actor_id or "")
