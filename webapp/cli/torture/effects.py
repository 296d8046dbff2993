"""The torture's own service task: it leaves a trace in the job's transaction, and one outside of it.

The inner trace stands for what a handler writes into the database: it must be there once for each job done.
The outer one is written at once, like a mail or a call to another system: it may come again, but always
under the same idempotency key, by which a receiver would know it.
"""

from __future__ import annotations

import random
import time
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

import engine
from webapp.db import db

STUMBLES = 0.05
LONGEST_WORK_SECONDS = 0.05
TABLES = (
    "CREATE TABLE IF NOT EXISTS torture_inner (key varchar(200), worker_at double precision)",
    "CREATE TABLE IF NOT EXISTS torture_outer (key varchar(200), worker_at double precision)",
)
_INNER = text("INSERT INTO torture_inner VALUES (:key, :at)")
_OUTER = text("INSERT INTO torture_outer VALUES (:key, :at)")


class Stumbled(Exception):
    """The handler fails now and then, as handlers do."""


def make_tables(connection: Connection) -> None:
    """Make room for the traces."""
    for statement in TABLES:
        connection.execute(text(statement))


def effect(job: engine.Job, session: Session) -> dict[str, Any]:
    """Leave both traces, take a moment, stumble now and then, count the round."""
    trace = {"key": job.idempotency_key, "at": time.time()}
    with db.engine.begin() as outside:
        outside.execute(_OUTER, trace)
    session.execute(_INNER, trace)
    time.sleep(random.uniform(0, LONGEST_WORK_SECONDS))
    if random.random() < STUMBLES:
        raise Stumbled
    counter = job.headers.get("counts")
    return {counter: int(job.variables[counter]) + 1} if counter else {}
