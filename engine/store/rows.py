"""What the engine hands out: immutable values read from rows. Changing one changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from operator import itemgetter
from typing import Any, ClassVar, Protocol, TypeVar

from sqlalchemy import RowMapping

from engine.immutable import immutable


class _Dataclass(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Any]]


Value = TypeVar("Value", bound=_Dataclass)


@immutable
class Version:
    """A package as it was frozen at one deployment."""

    id: int
    package: str
    number: int
    deployed_at: datetime
    deployed_by: str


@immutable
class Instance:
    """One run of a process; `variables` are those that route it, not what forms returned.

    They are read when first asked for, the heavy ones by the session that the instance came from.
    """

    id: int
    version_id: int
    process_id: str
    business_key: str | None
    started_at: datetime
    started_by: str
    ended_at: datetime | None
    outcome: str | None
    variables: Mapping[str, Any]
    suspended_at: datetime | None = None


@immutable
class Task:
    """A user task; open while `closed_at` is empty, stuck while `incident_id` is not."""

    id: int
    instance_id: int
    version_id: int
    process_id: str
    element_id: str
    name: str
    form_id: str | None
    assignee: str | None
    candidate_groups: tuple[str, ...]
    candidate_users: tuple[str, ...]
    headers: dict[str, str]
    input: dict[str, Any]
    due_at: datetime | None
    follow_up_at: datetime | None
    priority: int
    business_key: str | None
    opened_at: datetime
    claimed_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    closed_as: str | None
    incident_id: int | None
    token: str
    owner: str | None = None       # to whom it comes back when the one it was delegated to has answered
    signs: str | None = None       # before, after or beside: how its signer was added
    signs_for: str | None = None   # the token of the task it was added to
    held: bool = False             # whether added signers must answer first


@immutable
class Job:
    """A service task's work, leased to one worker; `retries_left` counts attempts after this one."""

    id: int
    instance_id: int
    version_id: int
    process_id: str
    element_id: str
    type: str
    headers: dict[str, str]
    input: dict[str, Any]
    variables: Mapping[str, Any]
    retries_left: int
    business_key: str | None
    idempotency_key: str
    last_error: str | None


@immutable
class Timer:
    """An armed timer; `repetitions_left` is empty for one that fires once and -1 for one that fires for ever."""

    id: int
    instance_id: int
    process_id: str
    element_id: str
    due_at: datetime
    repetitions_left: int | None
    incident_id: int | None


@immutable
class Incident:
    """A step that failed and was undone, with the words to tell it by."""

    id: int
    instance_id: int
    element_id: str | None
    kind: str
    message_id: str
    facts: dict[str, Any]
    task_id: int | None
    job_id: int | None
    timer_id: int | None
    opened_at: datetime
    resolved_at: datetime | None
    resolved_by: str | None


@immutable
class Migration:
    """Cases of one version on their way to another."""

    id: int
    from_version_id: int
    to_version_id: int
    plan: dict[str, Any]
    reason: str
    begun_by: str
    begun_at: datetime


@immutable
class MigrationCase:
    """One case of a migration: waiting, migrated, refused, gone, reverting, reverted or stayed; and why."""

    migration_id: int
    instance_id: int
    state: str
    told: dict[str, Any]
    at: datetime


@immutable
class Event:
    """One thing that happened, when and by whom."""

    id: int
    instance_id: int | None
    kind: str
    element_id: str | None
    actor: str | None
    facts: dict[str, Any]
    at: datetime


@immutable
class AnswerSheet:
    """What a form returned for one element; `revision` counts its rounds in the instance."""

    task_id: int
    element_id: str
    data: dict[str, Any]
    by: str
    at: datetime
    revision: int


def read(kind: type[Value], row: Mapping[str, Any] | RowMapping, prefix: str = "") -> Value:
    """Make the value from a row's columns of the same names, or of those with this before them."""
    return kind(*[tuple(value) if type(value) is list else value for value in _columns(kind, prefix)(row)])


@cache
def _columns(kind: type[_Dataclass], prefix: str) -> Callable[[Any], tuple[Any, ...]]:
    return itemgetter(*(prefix + name for name in kind.__dataclass_fields__))
