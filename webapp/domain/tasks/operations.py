"""Hand in a task, keep a draft, take it, give it back or on, and talk about it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert  # SQLite reads it alike
from sqlalchemy.orm import Session

import engine
from webapp.domain import confirmations, once, people, projects, wording
from webapp.domain.people import Actor
from webapp.domain.tasks.models import Comment, Draft
from webapp.domain.tasks.policy import is_candidate, may_act, may_assign, may_see
from webapp.domain.tasks.queries import members_for

SIGNERS_DECIDE = "signers.decide"


class NotAllowed(engine.EngineError):
    """The actor may look at this task, but the act is another person's."""


class NotThisPerson(wording.FieldRefused):
    """The task cannot go to this person: unknown, gone, or the one who has it already."""


def submit(session: Session, task: engine.Task, *, actor: Actor, data: dict[str, Any]) -> engine.Completion:
    """Hand in clean answers and let the process go on; named roles become members of the project.

    The draft is dropped by a reaction afterwards: nobody waits for that. A signature is no form: it is
    given on the frozen version, or the token would leave without one.
    """
    if confirmations.side_of(task) is not None:
        raise confirmations.MayNotSign("signed-on-its-page")
    _demand(task.assignee == actor.id or may_act(actor, task, members_for(session, task)))
    completion = engine.complete_task(session, task.id, actor=actor.id, answers=data,
                                      expected_assignee=task.assignee, decides=_decides(task, data))
    if any(data.get(role) for role in people.ROLES) or any(projects.files_in(data)):
        project = projects.of_instance(session, task.instance_id)
        if project is not None:
            projects.name_members(session, project, data)
            projects.note_files(session, project, data, actor=actor)
    return completion


def _decides(task: engine.Task, data: dict[str, Any]) -> bool:
    """Whether an added signer's answer settles the step for all: the header `signers.decide` says when, in FEEL."""
    when = task.headers.get(SIGNERS_DECIDE) if task.signs is not None else None
    return when is not None and engine.evaluate(when.removeprefix("="), data) is True


def save_draft(session: Session, task: engine.Task, *, actor: Actor, data: dict[str, Any]) -> Draft:
    """Keep what was typed so far, for this person on any device; of two that say so at once the later one holds."""
    if task.closed_at is not None:
        raise engine.TaskNotOpen("task-not-open", task_id=task.id)
    _demand(may_act(actor, task, members_for(session, task)))
    typed = {"data": data, "saved_at": engine.now()}
    kept = insert(Draft).values(task_id=task.id, actor=actor.id, **typed).on_conflict_do_update(
        index_elements=[Draft.task_id, Draft.actor], set_=typed).returning(Draft)
    return session.scalars(kept, execution_options={"populate_existing": True}).one()


def claim(session: Session, task: engine.Task, *, actor: Actor) -> None:
    """Take a task that is offered to one's group; the first to come has it."""
    _demand(task.assignee == actor.id or is_candidate(actor, task, members_for(session, task)))
    engine.claim(session, task.id, actor=actor.id)


def release(session: Session, task: engine.Task, *, actor: Actor) -> None:
    """Give a claimed task back to the group."""
    _demand(task.assignee == actor.id)
    engine.release(session, task.id, actor=actor.id)


def assign(session: Session, task: engine.Task, *, to: str, actor: Actor, reason: str) -> None:
    """Hand the task to a colleague for good, with the reason in its thread; a signature is handed on from its page."""
    _demand(confirmations.side_of(task) is None)
    _demand(may_assign(actor, task, members_for(session, task)))
    person = people.person_called(session, to)
    if person is None or not person.active:
        raise NotThisPerson("person-unknown", field="to", to=to)
    if to == task.assignee:
        raise NotThisPerson("has-it-already", field="to", to=person.name)
    engine.assign(session, task.id, to=to, actor=actor.id)
    if reason.strip():
        comment(session, task, actor=actor, text=reason)


def comment(session: Session, task: engine.Task, *, actor: Actor, text: str, nonce: str = "") -> Comment:
    """Say something in the task's thread; what one form sends twice is said once."""
    _demand(may_see(actor, task, members_for(session, task)))
    key = once.key_of(nonce, actor.id, task.id, text.strip())
    if said := once.kept(session, Comment, key):
        return said
    row = Comment(instance_id=task.instance_id, task_id=task.id, element_id=task.element_id,
                  text=text.strip(), actor=actor.id, at=engine.now(), idempotency_key=key)
    session.add(row)
    session.flush()
    return row


def discard_drafts(event: engine.Event, session: Session) -> None:
    """Reaction to a closed task: its drafts have nothing to be restored into."""
    session.execute(delete(Draft).where(Draft.task_id == event.facts["task_id"]))


def hand_to_member(event: engine.Event, session: Session) -> None:
    """Reaction to an opened task: where the project names one member for the role, it is theirs."""
    task = engine.get_task(session, event.facts["task_id"])
    if task is None or task.closed_at is not None or task.assignee is not None:
        return
    members = members_for(session, task)
    offered = {actor_id for group in task.candidate_groups for actor_id in members.get(group, ())}
    if len(offered) == 1 and not task.candidate_users:
        engine.assign(session, task.id, to=offered.pop(), actor=people.SYSTEM)


def _demand(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed("not-allowed")
