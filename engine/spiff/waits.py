"""What a case waits for, and where its tokens stand, as plain facts for the floors above.

A step opens and closes a few waits of many, so what may change of one that stays is found out apart from all that is told of a new one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal

from SpiffWorkflow.util.task import TaskState

from engine.immutable import altered, immutable
from engine.spiff import signers
from engine.spiff.facts import JobFacts, TaskFacts, told_job, told_task
from engine.spiff.libraries import version_of
from engine.spiff.scopes import Case
from engine.spiff.specs.activities import JobTask, UserTask
from engine.spiff.specs.complex_gateway import remembers
from engine.spiff.specs.definitions import Definition
from engine.spiff.specs.events import CatchEvent
from engine.spiff.specs.listeners import asked, asked_about_giving, is_being_given, is_held
from engine.spiff.specs.several import Part, Several
from engine.spiff.tokens import Token, under

Kind = Literal["task", "job", "timer", "message", "signal"]


@immutable
class Standing:
    """As much of a wait as may change while it stays."""

    token: str
    kind: Kind
    due_at: datetime | None = None
    repetitions: int | None = None
    held: bool = False
    seat: signers.Seat | None = None   # whose of several who sign at a task


@immutable
class Wait:
    """One thing that somebody or something outside must do before the case moves on there."""

    token: str
    kind: Kind
    element_id: str
    process_id: str
    scope: str
    name: str
    task: TaskFacts | None = None
    job: JobFacts | None = None
    due_at: datetime | None = None
    repetitions: int | None = None
    message: str | None = None
    correlation_key: str | None = None
    signal: str | None = None
    version_id: int | None = None   # whose process or form it is, if not of the case's own version


@immutable
class TokenAt:
    """One token on the live diagram."""

    token: str
    element_id: str
    process_id: str
    scope: str
    state: Literal["waiting", "active"]


def standing_of(case: Case) -> dict[str, Standing]:
    """Every wait of the case by its token, the oldest first."""
    return {stands.token: stands for token in case.tokens.values() for stands in _standing(token)}


def wait_of(case: Case, stands: Standing) -> Wait:
    """All that is told of one wait of the case."""
    token = case.tokens[under(stands.token)]
    spec, kept = token.task_spec, token.internal_data
    element = spec.element
    where = (stands.token, stands.kind, element.id, element.process_id, _scope_of(token), element.name)
    match stands.kind:
        case "task":
            return Wait(*where, task=_seated(told_task(spec.words, token), stands), version_id=version_of(token))
        case "job":
            return Wait(*where, job=_asked_of_worker(token), version_id=version_of(token))
        case "timer":
            return Wait(*where, due_at=stands.due_at, repetitions=stands.repetitions)
        case "message":
            return Wait(*where, message=kept["name"], correlation_key=kept.get("key"))
        case "signal":
            return Wait(*where, signal=kept["name"])


def listens(case: Case) -> bool:
    """Whether the case waits for anything at all: somebody, a worker, a time, a message, or a condition."""
    return any(
        isinstance(token.task_spec, (UserTask, JobTask)) or is_held(token)
        or (isinstance(token.task_spec, CatchEvent) and token.state == TaskState.WAITING)
        for token in case.tokens.values()
    )


def tokens_of(case: Case) -> list[TokenAt]:
    """Every token that stands on an element its owner drew; events that only listen are left out."""
    return [
        TokenAt(
            token.token_id, token.task_spec.element.id, token.task_spec.element.process_id,
            _scope_of(token), "waiting" if token.state == TaskState.WAITING else "active",
        )
        for token in case.tokens.values()
        if token.host is None and token.task_spec.element.is_drawn
        and not token.task_spec.only_listens and not _counts_others(token)
        and not remembers(token) and not isinstance(token.task_spec, Part)
    ]


def _scope_of(token: Token) -> str:
    """The activities around a token, outermost first: `contract/review[2]`."""
    return "/".join(reversed(list(_around(token))))


def _around(token: Token) -> Iterator[str]:
    if token.member_of is not None and not isinstance(token.task_spec, Part):
        yield token.label
    for host in token.workflow.hosts:
        yield host.label


def _counts_others(token: Token) -> bool:
    """A loop's own token stands for its instances, which are told one by one."""
    return bool(token.children) and not isinstance(token.task_spec, Several)


def _standing(token: Token) -> Sequence[Standing]:
    """Of anything but a user task at most one."""
    spec = token.task_spec
    if is_held(token):
        return (Standing(asked(token)[0], "job"),)
    if isinstance(spec, UserTask):
        return _standing_at_task(token)
    if isinstance(spec, JobTask):
        return (Standing(token.token_id, "job"),)
    if isinstance(spec, CatchEvent) and token.state == TaskState.WAITING:
        return _standing_at_event(token, spec.definition)
    return ()


def _standing_at_task(token: Token) -> Sequence[Standing]:
    """One for each who must answer, and one for who is asked while it is given to somebody."""
    is_given = is_being_given(token)
    if signers.SIGNERS in token.internal_data:
        tasks = [Standing(seat.token, "task", held=seat.held or (is_given and seat.token == token.token_id), seat=seat)
                 for seat in signers.seats(token)]
    else:
        tasks = [Standing(token.token_id, "task", held=is_given)]
    return [Standing(asked_about_giving(token)[0], "job"), *tasks] if is_given else tasks


def _standing_at_event(token: Token, event: Definition) -> Sequence[Standing]:
    kept = token.internal_data
    match event.waits_as:
        case "timer":
            return (Standing(token.token_id, "timer", datetime.fromisoformat(kept["due"]), kept.get("left")),)
        case "message" | "signal" as kind:
            return (Standing(token.token_id, kind),)
    return ()


def _seated(facts: TaskFacts, stands: Standing) -> TaskFacts:
    """What is told of a task to one of those who sign at it."""
    seat = stands.seat
    if seat is None:
        return altered(facts, held=True) if stands.held else facts
    facts = altered(facts, signs=seat.signs, signs_for=seat.signs_for, held=stands.held)
    return facts if seat.who is None else altered(facts, assignee=seat.who, candidate_groups=(), candidate_users=())


def _asked_of_worker(token: Token) -> JobFacts:
    if is_held(token):
        return told_job(asked(token)[1], token)
    return asked_about_giving(token)[1] if is_being_given(token) else told_job(token.task_spec.words, token)
