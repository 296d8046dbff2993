"""What stands at a wait for the world outside: a task's people and times, a job's verb.

Fields are evaluated once, when the token arrives, and kept with it: asking again later must not give
another due date.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Any

from engine.errors import ExpressionError
from engine.immutable import immutable
from engine.spiff.feel import Field, Formula, Words
from engine.spiff.shelf import copied
from engine.spiff.times import moment
from engine.spiff.tokens import Token
from engine.spiff.variables import View
from engine.spiff.words import JobWords, TaskWords

Asks = Sequence[tuple[str, Callable[[Field, Token], Any], Field]]

LARGEST = 2**31 - 1   # that a column of whole numbers holds
DEFAULT_PRIORITY = 50


@immutable
class TaskFacts:
    """What a user task says about its form, its people and its time."""

    form_id: str | None = None
    assignee: str | None = None
    candidate_groups: tuple[str, ...] = ()
    candidate_users: tuple[str, ...] = ()
    due_at: datetime | None = None
    follow_up_at: datetime | None = None
    priority: int = DEFAULT_PRIORITY
    headers: Mapping[str, str] = field(default_factory=dict)
    input: Mapping[str, Any] = field(default_factory=dict)
    signs: str | None = None        # before, after or beside whom it was added to
    signs_for: str | None = None    # whose task that is
    held: bool = False              # whether added signers must answer before


@immutable
class JobFacts:
    """What a service task says to its worker."""

    type: str
    retries: int
    headers: Mapping[str, str] = field(default_factory=dict)
    input: Mapping[str, Any] = field(default_factory=dict)


def asked_at(words: TaskWords) -> Asks:
    """What is asked when a token comes to a user task: of each field that is written there its name, and how it is read."""
    fields = (
        ("assignee", _one, words.assignee),
        ("groups", _many, words.candidate_groups),
        ("users", _many, words.candidate_users),
        ("due", _moment, words.due),
        ("follow_up", _moment, words.follow_up),
        ("priority", _whole, words.priority),
    )
    return tuple((name, read, said) for name, read, said in fields if said is not None)


def task_facts(asks: Asks, token: Token) -> dict[str, Any]:
    """The evaluated fields of a user task, as they are stored with its token."""
    return {name: value for name, read, said in asks if (value := read(said, token)) not in (None, [])}


def job_facts(words: JobWords, token: Token) -> dict[str, Any]:
    """The evaluated fields of a job, as they are stored with its token."""
    kind, tries = _one(words.type, token), _whole(words.retries, token)
    if kind is None:
        raise _mistyped(words.type, kind, "text")
    if tries is None or tries < 0:
        raise _mistyped(words.retries, tries, "whole number")
    return {"type": kind, "retries": tries}


def told_task(words: TaskWords, token: Token) -> TaskFacts:
    """What is told of a waiting user task."""
    kept = token.internal_data["facts"]
    return TaskFacts(
        form_id=words.form_id,
        assignee=kept.get("assignee"),
        candidate_groups=tuple(kept.get("groups", ())),
        candidate_users=tuple(kept.get("users", ())),
        due_at=_read(kept.get("due")),
        follow_up_at=_read(kept.get("follow_up")),
        priority=kept.get("priority", DEFAULT_PRIORITY),
        headers=words.headers,
        input=copied(token.data),
    )


def told_job(words: JobWords, token: Token) -> JobFacts:
    """What is told of a waiting job."""
    kept = token.internal_data["facts"]
    return JobFacts(kept["type"], kept["retries"], words.headers, copied(token.data))


def _value(said: Field, token: Token) -> Any:
    return said.text if isinstance(said, Words) else said.value(View(token), token.case.now)


def _one(said: Field, token: Token) -> str | None:
    value = _value(said, token)
    if value is None or value == "":
        return None
    return word(said, value)


def word(said: Field | None, value: Any) -> str:
    """A text, or a whole number as one; what is neither names nobody and nothing."""
    if not isinstance(value, (str, int)) or isinstance(value, bool) or value == "":
        raise _mistyped(said, value, "text")
    return str(value)


def _many(said: Field, token: Token) -> list[str]:
    """A list of words, or words between commas."""
    value = _value(said, token)
    if value is None:
        return []
    if isinstance(value, str):
        value = value.split(",")
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return [one.strip() for one in value if one.strip()]
    raise _mistyped(said, value, "list of texts")


def _whole(said: Field, token: Token) -> int | None:
    value = _value(said, token)
    if value is None or value == "":
        return None
    try:
        number = int(value)
    except (TypeError, ValueError):
        raise _mistyped(said, value, "whole number") from None
    if abs(number) > LARGEST or isinstance(value, bool) or not (isinstance(value, str) or number == value):
        raise _mistyped(said, value, "whole number")
    return number


def _moment(said: Field, token: Token) -> str | None:
    value = _value(said, token)
    if value is None or value == "":
        return None
    try:
        return moment(value, token.case.now).isoformat()
    except ValueError:
        raise _mistyped(said, value, "date and time") from None


def _read(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _mistyped(said: Field | None, value: Any, wanted: str) -> ExpressionError:
    place = said.place if isinstance(said, Formula) else None
    return ExpressionError(
        "value-mistyped", text=said.text if said else "", value=value, wanted=wanted,
        file=place.file if place else None, element=place.element if place else None,
    )
