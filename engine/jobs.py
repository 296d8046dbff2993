"""Jobs: service tasks as rows, committed with the state, leased to workers, tried again with patience.

An attempt is counted when it is leased, not when it fails: a job that kills its worker every time
runs out of attempts like any other, and becomes an incident instead of a loop. What a worker does
between lease and completion may happen twice; the idempotency key stays the same each time.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, bindparam, func, select, update

from engine import runtime
from engine.clock import now
from engine.errors import EngineError, LeaseLost, NoSuchJob, NotWaiting
from engine.history import record
from engine.runtime import Act, Blame, Completion, Held
from engine.store import (
    Statement,
    UtcDateTime,
    engine_instance,
    engine_job,
    engine_start_timer,
    engine_timer,
    plain,
)
from engine.store.rows import Incident, Job, read
from engine.store.types import Session

job = engine_job.c

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
GROWTH = 4
JITTER_PERCENT = 25
LONGEST_ERROR = 4000


@dataclass(frozen=True, slots=True)
class Due:
    """Work that waits for a worker now, what workers hold, and when the next comes due."""

    jobs: int
    timers: int
    leased: int
    next_at: datetime | None

    def __bool__(self) -> bool:
        return bool(self.jobs or self.timers)


def due(session: Session) -> Due:
    """How much work waits now, without taking any."""
    [row] = WAITING.rows(session, at=now())
    times = [moment for moment in (row["next_job"], row["next_timer"], row["next_start"]) if moment is not None]
    return Due(row["jobs"], row["timers"] + row["starts"], row["leased"], min(times, default=None))


def _waiting() -> Any:
    at = bindparam("at", type_=UtcDateTime)
    timer = engine_timer.c
    resting = runtime.suspended()
    start = engine_start_timer.c
    timers_set = timer.incident_id.is_(None) & timer.instance_id.not_in(resting)
    jobs_open = job.closed_at.is_(None) & job.incident_id.is_(None) & job.instance_id.not_in(resting)
    ready = func.coalesce(job.leased_until, job.due_at)
    return select(
        select(func.count()).where(jobs_open, ready <= at).scalar_subquery().label("jobs"),
        select(func.count()).where(timers_set, timer.due_at <= at).scalar_subquery().label("timers"),
        select(func.count()).where(jobs_open, job.leased_until > at).scalar_subquery().label("leased"),
        select(func.min(ready)).where(jobs_open).scalar_subquery().label("next_job"),
        select(func.min(timer.due_at)).where(timers_set).scalar_subquery().label("next_timer"),
        select(func.count()).where(start.due_at <= at).scalar_subquery().label("starts"),
        select(func.min(start.due_at)).scalar_subquery().label("next_start"),
    )


WAITING = Statement(_waiting())


def lease_jobs(
    session: Session, *, worker: str, limit: int = 20, lease: timedelta = timedelta(minutes=1)
) -> list[Job]:
    """Take due jobs for this worker until the lease ends; commit before doing them."""
    at = now()
    _give_up_abandoned(session, at)
    chosen = _claimable(at).where(job.due_at <= at, job.retries_left > 0)
    rows = session.execute(
        update(engine_job)
        .where(job.id.in_(chosen.order_by(job.due_at, job.id).limit(limit)))
        .values(worker=worker, leased_until=at + lease, retries_left=job.retries_left - 1)
        .returning(job.id)
    ).scalars()
    return _jobs(session, job.id.in_(list(rows)))


def open_jobs(session: Session, job_type: str) -> list[Job]:
    """The jobs of this type that are still to be done, in a worker's hands or not: to look at, not to do."""
    return _jobs(session, (job.type == job_type) & job.closed_at.is_(None) & job.incident_id.is_(None))


def complete_job(
    session: Session, job_id: int, *, worker: str, variables: Mapping[str, Any] | None = None
) -> Completion:
    """The work is done; its instance goes on with what it returned.

    If the step after it fails, the work is not done again: the incident keeps what it returned.
    """
    data = plain(dict(variables or {}))
    held, row = _hold(session, job_id, worker)
    act = Act("finish_job", worker, row["token"], data, element_id=row["element_id"])
    return _move(session, held, row, act)


def throw_job_error(
    session: Session, job_id: int, *, worker: str, code: str, message: str = ""
) -> Completion:
    """The work ended in a business error that the diagram may catch."""
    held, row = _hold(session, job_id, worker)
    act = Act("throw_error", worker, row["token"], name=code, message=message,
              element_id=row["element_id"])
    return _move(session, held, row, act)


def fail_job(
    session: Session, job_id: int, *, worker: str, error: str, retry_in: timedelta | None = None,
    refusal: EngineError | None = None,
) -> Incident | None:
    """The attempt failed: try again later, or open an incident when that was the last one.

    A `refusal` is told in its own words; of anything else the incident has the error's text.
    """
    row = _leased(session, job_id, worker)
    left = row["retries_left"]
    at = now()
    pause = _pause(row["retries"] - left) if retry_in is None else retry_in
    told = error.replace("\0", "")[:LONGEST_ERROR]
    session.execute(
        update(engine_job).where(job.id == job_id)
        .values(worker=None, leased_until=None, last_error=told, due_at=at + pause)
    )
    record(session, instance_id=row["instance_id"], kind="job.failed", actor=worker,
           element_id=row["element_id"],
           facts={"job_id": job_id, "error": told, "retries_left": left})
    return None if left else _open_incident(session, row, "job-failed", told, refusal)


def _jobs(session: Session, which: ColumnElement[bool]) -> list[Job]:
    query = (
        select(engine_job, engine_instance.c.state)
        .join(engine_instance, engine_instance.c.id == job.instance_id)
        .where(which)
        .order_by(job.due_at, job.id)
    )
    return [
        read(Job, {**row, "variables": runtime.stored_variables(session, row["instance_id"], row["state"])})
        for row in session.execute(query).mappings()
    ]


def _claimable(at: datetime) -> Any:
    """Open jobs in nobody's hands, locked against other workers on PostgreSQL."""
    free = job.leased_until.is_(None) | (job.leased_until <= at)
    return (
        select(job.id)
        .where(job.closed_at.is_(None), job.incident_id.is_(None), free,
               job.instance_id.not_in(runtime.suspended()))
        .with_for_update(skip_locked=True)
    )


def _give_up_abandoned(session: Session, at: datetime) -> None:
    """Jobs whose last attempt never reported back: its worker died, perhaps of this very job."""
    abandoned = _claimable(at).where(job.leased_until <= at, job.retries_left <= 0)
    rows = session.execute(
        update(engine_job).where(job.id.in_(abandoned))
        .values(worker=None, leased_until=None).returning(engine_job)
    ).mappings().all()
    for row in rows:
        _open_incident(session, row, "job-abandoned", row["last_error"])


def _hold(session: Session, job_id: int, worker: str) -> tuple[Held, RowMapping]:
    """The instance before the job, as every move does it: the other order could meet itself."""
    owner = select(job.instance_id).where(job.id == job_id).scalar_subquery()
    locked = session.execute(
        runtime.held_query().where(engine_instance.c.id == owner)
    ).mappings().one_or_none()
    if locked is None:
        raise NoSuchJob("no-such-job", job_id=job_id)
    return runtime.held(session, locked), _leased(session, job_id, worker)


def _leased(session: Session, job_id: int, worker: str) -> RowMapping:
    """The job's row, if it is still this worker's.

    A lease that ran out is still theirs as long as nobody else has taken it: the work is done.
    """
    query = select(engine_job).where(job.id == job_id).with_for_update()
    row = session.execute(query).mappings().one_or_none()
    if row is None:
        raise NoSuchJob("no-such-job", job_id=job_id)
    if row["closed_at"] is not None or row["worker"] != worker or row["incident_id"] is not None:
        raise LeaseLost("lease-lost", job_id=job_id, worker=worker)
    return row


def _move(session: Session, held: Held, row: RowMapping, act: Act) -> Completion:
    blame = Blame("job", row["element_id"], job_id=row["id"])
    try:
        return runtime.move(session, held, act, blame)
    except NotWaiting:
        raise LeaseLost("lease-lost", job_id=row["id"], worker=act.actor) from None


def _open_incident(
    session: Session, row: RowMapping, message_id: str, error: str | None, refusal: EngineError | None = None
) -> Incident:
    failure = refusal or EngineError(message_id, job_id=row["id"], type=row["type"], error=error)
    blame = Blame("job", row["element_id"], job_id=row["id"])
    return runtime.open_incident(session, row["instance_id"], failure, blame, None)


def _pause(attempts: int) -> timedelta:
    """Longer after each attempt, and never the same for two jobs: they should not return in step."""
    growth: int = GROWTH ** min(max(0, attempts - 1), 10)
    pause = min(FIRST_PAUSE * growth, LONGEST_PAUSE)
    percent: int = 100 + secrets.randbelow(2 * JITTER_PERCENT + 1) - JITTER_PERCENT
    return pause * percent / 100
