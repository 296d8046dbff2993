"""`tandem bench timers`: how late timers go off while thousands wait, one worker watching the clock."""

from __future__ import annotations

import json
import os
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import click
from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

import engine
from webapp import config
from webapp.app import create_app
from webapp.cli.bench.diagrams import PACKAGE, TIMED, TIMED_FILES
from webapp.cli.bench.teams import percentiles
from webapp.cli.migrate import bring_up_to_date
from webapp.db import db
from webapp.domain import people
from webapp.transaction import transaction

AHEAD = timedelta(seconds=2)
PATIENCE_SECONDS = 60
INSTANCES, TIMERS, EVENTS = (engine.metadata.tables[name] for name in ("engine_instance", "engine_timer", "engine_event"))


@click.command("timers")
@click.option("--db", "database_url", help="A database that may be filled; an SQLite file of its own without.")
@click.option("--waiting", default=10_000, show_default=True, help="Timers that wait for a day long after.")
@click.option("--due", default=200, show_default=True, help="Timers that come due while it is measured.")
@click.option("--seconds", default=10.0, show_default=True, help="Over how long these come due.")
@click.option("--json", "as_json", is_flag=True, help="Print data instead of a line.")
def command(database_url: str | None, waiting: int, due: int, seconds: float, as_json: bool) -> None:
    """Measure how long after their time timers go off."""
    with tempfile.TemporaryDirectory(prefix="tandem-bench-timers-") as folder:
        os.environ.update({"TANDEM_VAR": folder, "TANDEM_EMBEDDED_WORKER": "0",
                           "TANDEM_DATABASE_URL": database_url or f"sqlite:///{Path(folder) / 'bench.db'}"})
        app = create_app(config.Settings.from_env())
        with app.app_context():
            bring_up_to_date()
            _set(waiting, due, seconds)
        late = _watch(app, due)
    figures: dict[str, Any] = {"waiting": waiting, "due": due, "late": percentiles(late),
                               "worst_ms": round(max(late) * 1000, 1)}
    click.echo(json.dumps(figures) if as_json else
               f"{due} timers beside {waiting} that wait went off late by, in ms: "
               + ", ".join(f"{name} {value:.0f}" for name, value in figures["late"].items())
               + f", worst {figures['worst_ms']:.0f}")


def _set(waiting: int, due: int, seconds: float) -> None:
    """Copy a case that waits for the clock: first those that wait long after, then those that come due while it is measured."""
    with transaction() as session:
        version = engine.deploy(session, PACKAGE, TIMED_FILES, actor=people.SYSTEM)
        model = engine.start(session, TIMED, version_id=version.id, actor=people.SYSTEM)
        _copy(session, model.id, 1, [engine.now() + timedelta(days=30)] * waiting)
    with transaction() as session:
        begin, random = engine.now() + AHEAD, Random(1)  # noqa: S311 -- spread, the same at each run
        _copy(session, model.id, waiting + 1, [begin + timedelta(seconds=random.uniform(0, seconds)) for _ in range(due)])


def _copy(session: Session, model_id: int, first: int, times: list[datetime]) -> None:
    """Cases like this one, which wait until these times."""
    case, timer = (
        dict(session.execute(select(table).where(column == model_id)).mappings().one())
        for table, column in ((INSTANCES, INSTANCES.c.id), (TIMERS, TIMERS.c.instance_id))
    )
    numbers = range(first, first + len(times))
    session.execute(insert(INSTANCES), [{**case, "id": model_id + number} for number in numbers])
    session.execute(insert(TIMERS), [{**timer, "id": timer["id"] + number, "instance_id": model_id + number, "due_at": at}
                                     for number, at in zip(numbers, times, strict=True)])


def _watch(app: Flask, expected: int) -> list[float]:
    """Let the worker work until so many have gone off; by how many seconds each was late."""
    worker = app.extensions["worker"]
    worker.start()
    fired = select(EVENTS.c.at, EVENTS.c.facts).where(EVENTS.c.kind == "timer.fired")
    deadline = time.monotonic() + PATIENCE_SECONDS + AHEAD.total_seconds()
    try:
        while True:
            time.sleep(0.5)
            with app.app_context():
                seen = db.session().execute(fired).all()
            if len(seen) == expected:
                return [(row.at - datetime.fromisoformat(row.facts["due_at"])).total_seconds() for row in seen]
            if time.monotonic() > deadline:
                raise click.ClickException(f"Only {len(seen)} of {expected} timers went off.")
    finally:
        worker.stop()
