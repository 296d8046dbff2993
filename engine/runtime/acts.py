"""What can be done to an instance, as data, and the instance held still while it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, Literal

from sqlalchemy import RowMapping, Select, bindparam, select

from engine import spiff
from engine.errors import NoSuchInstance
from engine.immutable import immutable
from engine.runtime.readings import reading
from engine.store import Statement, engine_instance
from engine.store.rows import Incident, Instance, Task
from engine.store.types import Session
from engine.store.writing import NOTHING_FORESEEN, Foreseen

Verb = Literal[
    "start", "complete", "finish_job", "throw_error", "fire", "deliver", "signal", "cancel",
    "return", "move", "add", "cancel_token", "skip", "set", "more", "sign_more", "sign_less", "withdraw", "give",
]


@immutable
class Act:
    """One thing done to an instance; kept in its incident when the step fails."""

    verb: Verb
    actor: str
    token: str = ""
    variables: dict[str, Any] = field(default_factory=dict)
    name: str = ""
    message: str = ""
    element_id: str | None = None
    retried_by: str = ""
    place: str = ""
    straight: bool = False
    decides: bool = False
    due_at: str = ""

    @property
    def told(self) -> dict[str, Any]:
        """What its event says beside kind and element."""
        facts: dict[str, Any] = {
            "name": self.name, "message": self.message, "to": self.place, "straight": self.straight,
            "due_at": self.due_at,
        }
        if self.verb == "set":
            facts["variables"] = self.variables
        return {name: value for name, value in facts.items() if value}

    def on(self, run: spiff.Run) -> None:
        """Do it, and advance until only waits remain."""
        match self.verb:
            case "complete":
                run.complete(self.token, self.variables, decides=self.decides)
            case "finish_job":
                run.finish_job(self.token, self.variables)
            case "throw_error":
                run.throw_error(self.token, self.name, self.message)
            case "fire":
                run.fire(self.token)
            case "deliver":
                run.deliver(self.token, self.variables)
            case "signal":
                run.signal(self.name, self.variables, self.token)
            case "cancel":
                run.cancel()
            case _:
                BY_HAND[self.verb](self, run)


BY_HAND: Mapping[str, Callable[[Act, spiff.Run], None]] = {
    "return": lambda act, run: run.send_back(act.token, act.place, straight=act.straight),
    "withdraw": lambda act, run: run.send_back(act.token, act.place),
    "move": lambda act, run: run.move(act.token, act.place),
    "add": lambda act, run: run.add(act.place),
    "cancel_token": lambda act, run: run.cancel_token(act.token),
    "skip": lambda act, run: run.skip(act.token),
    "set": lambda act, run: run.set_variables(act.variables, act.token),
    "more": lambda act, run: run.add_member(act.token, act.variables["item"]),
    "sign_more": lambda act, run: run.add_signer(act.token, act.name, act.place),
    "sign_less": lambda act, run: run.remove_signer(act.token),
    "give": lambda act, run: run.give(act.token, act.name, act.variables["assignee"]),
}
"""Acts by hand: one that fails is refused and leaves no incident; a suspended instance takes them too."""
MOVES = frozenset(BY_HAND)


@immutable
class Held:
    """An instance whose row is locked until the transaction ends, and the state to restore.

    Who locks a task with it says so: then what closing it will give is known before it is written.
    """

    instance: Instance
    revision: int
    state: bytes
    foreseen: Foreseen = NOTHING_FORESEEN


@immutable
class Blame:
    """Where a failing step shows: its element, the row that is stuck, and an incident it already has."""

    kind: str
    element_id: str | None = None
    task_id: int | None = None
    job_id: int | None = None
    timer_id: int | None = None
    incident_id: int | None = None


@immutable
class Completion:
    """What a move did: the instance after it, what closed and opened, or the incident instead."""

    instance: Instance
    task: Task | None = None
    opened: tuple[Task, ...] = ()
    incident: Incident | None = None


def held_query() -> Select[Any]:
    """The statement that locks an instance; the caller says which.

    The lock leaves the key alone, so that an event may name the instance while somebody moves it.
    """
    return select(engine_instance).with_for_update(of=engine_instance, key_share=True)


LOCK = Statement(held_query().where(engine_instance.c.id == bindparam("wanted")))


def held(session: Session, row: Mapping[str, Any] | RowMapping, foreseen: Foreseen = NOTHING_FORESEEN) -> Held:
    """What a locked row holds."""
    return Held(reading(session, row), row["revision"], row["state"], foreseen)


def lock(session: Session, instance_id: int) -> Held:
    """Lock an instance: whoever comes second waits here and then sees the first one's work."""
    found = LOCK.rows(session, wanted=instance_id)
    if not found:
        raise NoSuchInstance("no-such-instance", instance_id=instance_id)
    return held(session, found[0])
