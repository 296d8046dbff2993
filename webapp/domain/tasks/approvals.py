"""What an approver may do with a task beside answering it: return, delegate, ask others to sign, take back.

Whoever may answer a task may do these; a signature of a confirmation is given, declined or superseded on its own
page only. Reasons stand in the task's thread as well as in the history.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

import engine
from webapp.domain import confirmations, people
from webapp.domain.people import Actor, is_contact
from webapp.domain.tasks.operations import NotAllowed, NotThisPerson, comment
from webapp.domain.tasks.policy import may_act
from webapp.domain.tasks.queries import members_for

SHORTEST_REASON = 2
WITHDRAW, NEVER = "task.withdraw", "never"


@dataclass(frozen=True)
class Choices:
    """What the page of a task offers beside its form."""

    targets: list[engine.Place]
    signers: list[engine.Task]
    may_ask: bool
    may_withdraw: bool
    done_by: Mapping[str, str] = field(default_factory=dict)   # who did each of the targets last
    asked_by: str | None = None   # of an added signer: whose task they were added to

    @property
    def is_any(self) -> bool:
        """Whether there is anything to offer."""
        return bool(self.targets or self.may_ask or self.may_withdraw)


def choices(session: Session, actor: Actor, task: engine.Task, *, acts: bool) -> Choices:
    """What the actor may do; nothing at all with a task that is a signature."""
    if _is_signature(task) or not actor.is_staff:
        return Choices([], [], may_ask=False, may_withdraw=False)
    if not acts:
        return Choices([], [], may_ask=False, may_withdraw=task.closed_as == "completed"
                       and task.closed_by == actor.id and task.signs is None and _may_come_back(task))
    done = _done(session, task)
    return Choices(_targets(session, task, done), _asked(session, task), task.assignee == actor.id, may_withdraw=False,
                   done_by=_done_by(done), asked_by=_asked_by(session, task))


def _done(session: Session, task: engine.Task) -> list[engine.Task]:
    """What is done of the task's case, the latest first."""
    return engine.closed_tasks(session, instance_ids=[task.instance_id], limit=500)


def _targets(session: Session, task: engine.Task, done: list[engine.Task]) -> list[engine.Place]:
    """The people's steps that a task may be returned to; a signature is not done anew behind its document's back."""
    signatures = {other.element_id for other in done if _is_signature(other)}
    return [place for place in engine.return_targets(session, task.id)
            if place.kind == "userTask" and place.element_id not in signatures]


def send_back(session: Session, task: engine.Task, *, to: str, actor: Actor, reason: str, straight: bool) -> None:
    """Return the case to an earlier step."""
    _demand(session, task, actor)
    _demand_reason(reason)
    if to not in {place.place for place in _targets(session, task, _done(session, task))}:
        raise engine.MoveRefused("move-no-such-place", place=to)
    comment(session, task, actor=actor, text=reason)
    engine.return_task(session, task.id, to=to, actor=actor.id, reason=reason, straight=straight)


def delegate(session: Session, task: engine.Task, *, to: str, actor: Actor, reason: str) -> None:
    """Let a colleague answer first; the task comes back."""
    _demand(session, task, actor)
    _colleague(session, to)
    engine.delegate(session, task.id, to=to, actor=actor.id, reason=reason)
    if reason.strip():
        comment(session, task, actor=actor, text=reason)


def add_signer(session: Session, task: engine.Task, *, who: str, where: str, actor: Actor, reason: str) -> None:
    """Ask a colleague to sign too."""
    _demand(session, task, actor)
    _colleague(session, who)
    engine.add_signer(session, task.id, who=who, where=where, actor=actor.id, reason=reason)
    if reason.strip():
        comment(session, task, actor=actor, text=reason)


def remove_signer(session: Session, task: engine.Task, *, signer_id: int, actor: Actor) -> None:
    """Let somebody go whom one has asked oneself."""
    _demand(session, task, actor)
    if signer_id not in {signer.id for signer in _asked(session, task)}:
        raise engine.MoveRefused("signer-not-added")
    engine.remove_signer(session, signer_id, actor=actor.id, reason="")


def withdraw(session: Session, task: engine.Task, *, actor: Actor, reason: str) -> engine.Completion:
    """Take one's own answer back, unless the diagram keeps it."""
    if _is_signature(task) or task.closed_by != actor.id:
        raise NotAllowed("not-allowed")
    _demand_reason(reason)
    if not _may_come_back(task):
        raise engine.MoveRefused("withdraw-not-here")
    done = engine.withdraw_task(session, task.id, actor=actor.id, reason=reason)
    comment(session, task, actor=actor, text=reason)
    return done


def _may_come_back(task: engine.Task) -> bool:
    """A step whose header `task.withdraw` says `never` keeps what was handed in."""
    return task.headers.get(WITHDRAW) != NEVER


def _done_by(done: list[engine.Task]) -> dict[str, str]:
    """Who answered each step last; what nobody answered is left out."""
    return {other.element_id: other.closed_by for other in reversed(done)
            if other.closed_by and other.closed_as == "completed" and other.signs is None}


def _asked_by(session: Session, task: engine.Task) -> str | None:
    if task.signs_for is None:
        return None
    asking = (other for other in engine.open_tasks(session, instance_ids=[task.instance_id], limit=200)
              if other.token == task.signs_for)
    return next((other.assignee for other in asking), None)


def _asked(session: Session, task: engine.Task) -> list[engine.Task]:
    """The open tasks of those who were asked by this one."""
    return [other for other in engine.open_tasks(session, instance_ids=[task.instance_id], limit=200)
            if other.signs_for == task.token]


def _is_signature(task: engine.Task) -> bool:
    return confirmations.side_of(task) is not None


def _demand(session: Session, task: engine.Task, actor: Actor) -> None:
    allowed = actor.is_staff and not _is_signature(task) and may_act(actor, task, members_for(session, task))
    if not allowed:
        raise NotAllowed("not-allowed")


def _demand_reason(reason: str) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        raise NotThisPerson("reason-missing", field="reason", shortest=SHORTEST_REASON)


def _colleague(session: Session, who: str) -> None:
    person = None if is_contact(who) else people.person_called(session, who)
    if person is None or not person.active:
        raise NotThisPerson("person-unknown", field="to", to=who)
