"""Move a project's case by hand: each by right, with a reason, and only as the page showed it.

The instance is locked first; if it has moved on since the page was shown, nothing is done.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

import engine
from webapp.domain import wording
from webapp.domain.cases.policy import MayNotMove, may_move, may_return
from webapp.domain.cases.queries import Standing, back_from, case_of, stamp
from webapp.domain.people import Actor
from webapp.domain.projects import Project

SHORTEST_REASON = 2
LONGEST_NAME = 100


class MovedOn(engine.EngineError):
    """The case stands elsewhere than the page said."""


class BadMove(wording.FieldRefused):
    """What was asked for cannot be done as it was written."""


@dataclass(frozen=True)
class By:
    """Who moves a case, why, and how it stood on the page they had."""

    actor: Actor
    reason: str
    seen: str


def send_back(session: Session, project: Project, by: By, *, token: str, to: str) -> None:
    """Return to an earlier step of people; the project's lead may do this too."""
    _held(session, project, by, allowed=may_return(by.actor, project))
    standing = _token(session, project, token)
    if standing.task is None or to not in {place.place for place in back_from(session, standing)}:
        raise engine.MoveRefused("move-no-such-place", place=to)
    engine.return_task(session, standing.task.id, to=to, actor=by.actor.id, reason=by.reason)


def move_token(session: Session, project: Project, by: By, *, token: str, to: str) -> None:
    """Let a token go on at any other step."""
    engine.move_token(session, _held(session, project, by), token, to=to,
                      actor=by.actor.id, reason=by.reason)


def add_token(session: Session, project: Project, by: By, *, at: str) -> None:
    """Set one more token down beside those that are there."""
    engine.add_token(session, _held(session, project, by), at=at, actor=by.actor.id, reason=by.reason)


def cancel_token(session: Session, project: Project, by: By, *, token: str) -> None:
    """Take a token away; its branch counts as done."""
    engine.cancel_token(session, _held(session, project, by), token, actor=by.actor.id, reason=by.reason)


def skip(session: Session, project: Project, by: By, *, token: str) -> None:
    """Go on as if what the token waits for had happened."""
    engine.skip_token(session, _held(session, project, by), token, actor=by.actor.id, reason=by.reason)


def set_variable(session: Session, project: Project, by: By, *, name: str, value: str) -> None:
    """Set one variable of the process; the value is written as JSON, and a plain word is a text."""
    instance_id = _held(session, project, by)
    if not name.isidentifier() or len(name) > LONGEST_NAME:
        raise BadMove("variable-name", field="name", name=name)
    engine.set_variables(session, instance_id, {name: _value(value)}, actor=by.actor.id, reason=by.reason)


def suspend(session: Session, project: Project, by: By) -> None:
    """Let nothing happen until it is resumed."""
    engine.suspend_instance(session, _held(session, project, by), actor=by.actor.id, reason=by.reason)


def resume(session: Session, project: Project, by: By) -> None:
    """Let the case go on; a reason is welcome, not demanded."""
    instance_id = _held(session, project, by, shortest=0)
    engine.resume_instance(session, instance_id, actor=by.actor.id, reason=by.reason)


def terminate(session: Session, project: Project, by: By) -> None:
    """End the case where it stands; everything it waits for is withdrawn."""
    engine.cancel_instance(session, _held(session, project, by), actor=by.actor.id, reason=by.reason)


def _held(session: Session, project: Project, by: By, *, allowed: bool = False,
          shortest: int = SHORTEST_REASON) -> int:
    """The locked instance, if the actor may, said why, and it stands as they saw it."""
    if not (allowed or may_move(by.actor)):
        raise MayNotMove("case-not-yours")
    if project.instance_id is None:
        raise engine.NoSuchInstance("no-such-instance")
    if len(by.reason.strip()) < shortest:
        raise BadMove("reason-missing", field="reason", shortest=shortest)
    instance = engine.hold_instance(session, project.instance_id)
    if by.seen != stamp(instance, engine.tokens(session, instance.id)):
        raise MovedOn("case-moved-on")
    return instance.id


def _token(session: Session, project: Project, token: str) -> Standing:
    chosen = case_of(session, project, token=token).chosen
    if chosen is None or chosen.token != token:
        raise engine.MoveRefused("move-token-gone", token=token)
    return chosen


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
