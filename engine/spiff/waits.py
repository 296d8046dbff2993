"""What a case waits for, and where its tokens stand, as plain facts for the floors above."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Literal

from SpiffWorkflow.util.task import TaskState

from engine.immutable import immutable
from engine.spiff import signers
from engine.spiff.facts import JobFacts, TaskFacts, told_job, told_task
from engine.spiff.libraries import version_of
from engine.spiff.scopes import Case
from engine.spiff.specs.activities import JobTask, UserTask
from engine.spiff.specs.complex_gateway import remembers
from engine.spiff.specs.events import CatchEvent
from engine.spiff.specs.listeners import asked, asked_about_giving, is_being_given, is_held
from engine.spiff.specs.several import Part, Several
from engine.spiff.tokens import Token

Kind = Literal["task", "job", "timer", "message", "signal"]


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


def waits_of(case: Case) -> list[Wait]:
    """Every wait of the case, the oldest first."""
    return [wait for token in case.tokens.values() for wait in _waits(token)]


def listens(case: Case) -> bool:
    """Whether the case waits for anything at all: somebody, a worker, a time, a message, or a condition."""
    return any(
        isinstance(token.task_spec, (UserTask, JobTask))
        or (isinstance(token.task_spec, CatchEvent) and token.state == TaskState.WAITING)
        for token in case.tokens.values()
    )


def tokens_of(case: Case) -> list[TokenAt]:
    """Every token that stands on an element its owner drew; events that only listen are left out."""
    return [
        TokenAt(
            token.token_id, token.task_spec.element.id, token.task_spec.element.process_id,
            scope_of(token), "waiting" if token.state == TaskState.WAITING else "active",
        )
        for token in case.tokens.values()
        if token.host is None and token.task_spec.element.is_drawn
        and not token.task_spec.only_listens and not _counts_others(token)
        and not remembers(token) and not isinstance(token.task_spec, Part)
    ]


def scope_of(token: Token) -> str:
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


def _waits(token: Token) -> Iterator[Wait]:
    """A task has one wait for each who must answer, and who is asked while it is given to somebody; anything else at most one."""
    wait = _wait(token)
    if wait is None:
        return
    if wait.task is not None and is_being_given(token):
        name, told = asked_about_giving(token)
        yield replace(wait, token=name, kind="job", task=None, job=told)
        wait = replace(wait, task=replace(wait.task, held=True))
    if wait.task is None or signers.SIGNERS not in token.internal_data:
        yield wait
        return
    for seat in signers.seats(token):
        is_held_here = seat.held or (seat.token == wait.token and wait.task.held)
        facts = replace(wait.task, signs=seat.signs, signs_for=seat.signs_for, held=is_held_here)
        if seat.who is not None:
            facts = replace(facts, assignee=seat.who, candidate_groups=(), candidate_users=())
        yield replace(wait, token=seat.token, task=facts)


def _wait(token: Token) -> Wait | None:
    spec, kept = token.task_spec, token.internal_data
    element = spec.element
    where = (element.id, element.process_id, scope_of(token), element.name)
    if is_held(token):
        name, words = asked(token)
        return Wait(name, "job", *where, job=told_job(words, token), version_id=version_of(token))
    if isinstance(spec, UserTask):
        return Wait(token.token_id, "task", *where, task=told_task(spec.words, token), version_id=version_of(token))
    if isinstance(spec, JobTask):
        return Wait(token.token_id, "job", *where, job=told_job(spec.words, token), version_id=version_of(token))
    if not isinstance(spec, CatchEvent) or token.state != TaskState.WAITING:
        return None
    match spec.definition.waits_as:
        case "timer":
            return Wait(
                token.token_id, "timer", *where, due_at=datetime.fromisoformat(kept["due"]),
                repetitions=kept.get("left"),
            )
        case "message":
            return Wait(
                token.token_id, "message", *where, message=kept["name"],
                correlation_key=kept.get("key"),
            )
        case "signal":
            return Wait(token.token_id, "signal", *where, signal=kept["name"])
    return None
