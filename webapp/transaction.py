"""`with transaction():` the one way in which the product keeps anything; after it the worker is rung.

The database is the memory, the doorbell only saves waiting: whoever does not hear it finds the rows.
Whom PostgreSQL undoes to untie a deadlock begins again, and so does whoever wrote what another had kept a moment
before: nothing was kept, so nothing is done twice, and this time what the other kept is found.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

import structlog
from flask import current_app
from redis import Redis, RedisError
from rq import Queue, Retry
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

import engine
from webapp.db import db

log = structlog.get_logger()

QUEUE = "tandem"
RUN_DUE = "webapp.jobs.answer_doorbell"
RUNG, RUNG_SECONDS = "tandem:rung", 30
TORN_STATES = frozenset({"40P01", "40001", "23505"})  # PostgreSQL's deadlock_detected, serialization_failure and unique_violation
TIMES = 4
LONGEST_PAUSE_SECONDS = 0.05

Done = TypeVar("Done")


class AlreadyInTransaction(Exception):
    """A transaction was opened inside another: the inner one would commit the outer one's half."""


class WroteOutsideTransaction(Exception):
    """Rows were changed before the transaction began; they would be lost with the read snapshot."""


class Doorbell(Protocol):
    """Something that tells the worker that rows wait."""

    def ring(self) -> None:
        """Wake the worker; never raise."""


class ThreadDoorbell:
    """Wakes the worker thread of this very process; the embedded default."""

    def __init__(self) -> None:
        self.rung = threading.Event()

    def ring(self) -> None:
        self.rung.set()

    def wait(self, seconds: float) -> None:
        """Sleep until rung, at most so long."""
        self.rung.wait(seconds)
        self.rung.clear()


class QueueDoorbell:
    """Puts one job into the RQ queue. Rings before it starts are the same ring; later ones are new."""

    def __init__(self, redis_url: str) -> None:
        self.redis = Redis.from_url(redis_url, socket_timeout=1, socket_connect_timeout=1)
        self.queue = Queue(QUEUE, connection=self.redis)

    def ring(self) -> None:
        try:
            if self.redis.set(RUNG, 1, nx=True, ex=RUNG_SECONDS):
                self.queue.enqueue(RUN_DUE, result_ttl=0, failure_ttl=3600,
                                   retry=Retry(max=3))
        except RedisError as error:
            log.warning("doorbell.silent", error=str(error))

    def hear(self) -> None:
        """Called by the job before it looks at the rows: what is rung from now on is a new ring."""
        self.redis.delete(RUNG)


@contextmanager
def transaction() -> Iterator[Session]:
    """Begin, let the caller write, commit once, ring the worker. Anything raised undoes all of it."""
    session = db.session()
    if session.info.get("writing"):
        raise AlreadyInTransaction
    if session.new or session.dirty or session.deleted:
        raise WroteOutsideTransaction
    session.info["writing"] = True
    try:
        with engine.transaction(session):
            yield session
    finally:
        session.info.pop("writing", None)
    session.info["kept"] = session.info.get("kept", 0) + 1
    ring()


def until_untorn(work: Callable[[], Done], *, rewind: Callable[[], None] = lambda: None) -> Done:
    """Do a piece of work, and again when another was faster, a few times at most.

    What has kept something already is not begun again: that would do the kept half twice.
    """
    for time_left in reversed(range(TIMES)):
        kept = db.session().info.get("kept", 0)
        try:
            return work()
        except (DBAPIError, StaleDataError) as error:
            if not time_left or not is_torn(error) or db.session().info.get("kept", 0) != kept:
                raise
            db.session.rollback()
            log.info("transaction.torn", error=str(error).partition("\n")[0], times_left=time_left)
            time.sleep(random.uniform(0, LONGEST_PAUSE_SECONDS))  # noqa: S311 -- two losers must not meet again
            rewind()
    raise AssertionError("unreachable")


def is_torn(error: DBAPIError | StaleDataError) -> bool:
    """Whether another was faster: the database undid this transaction for it, or its row is there, or gone, meanwhile."""
    return isinstance(error, StaleDataError) or getattr(error.orig, "sqlstate", None) in TORN_STATES


def ring() -> None:
    """Wake the worker, where this process knows one."""
    doorbell: Doorbell | None = current_app.extensions.get("doorbell")
    if doorbell is not None:
        doorbell.ring()
