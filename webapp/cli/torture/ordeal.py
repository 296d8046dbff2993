"""The ordeal: an installation of two webs and two workers, eight clients, and a tormentor; then the verdict."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import httpx
from flask import Flask
from sqlalchemy import Engine, NullPool, create_engine, select

import engine
from webapp.app import create_app
from webapp.cli.torture.clients import CLIENTS, MOST_RUNNING, PASSWORD_BYTES, Client, Diary
from webapp.cli.torture.effects import make_tables
from webapp.cli.torture.faults import Tormentor
from webapp.cli.torture.models import EFFECT, Model, models, package
from webapp.cli.torture.processes import Redis, Victim, serve, wait_until, work
from webapp.cli.torture.verdict import violations
from webapp.config import Settings
from webapp.db import Model as Tables
from webapp.db import db, snapshot
from webapp.domain import packages, people
from webapp.handlers import HANDLERS
from webapp.transaction import transaction

PEOPLE = ("torture-1", "torture-2", "torture-3", "torture-4")
SETTLING_SECONDS = 120


@dataclass(frozen=True)
class Plan:
    """How long faults go on, from which seed, over how many kinds of process and cases at a time."""

    seconds: float
    seed: int
    kinds: int = 12
    running: int = MOST_RUNNING


@dataclass
class Outcome:
    """What was done, what was found, and how late timers were."""

    seed: int
    seconds: float
    counts: dict[str, int]
    faults: dict[str, int]
    late: dict[str, float]
    violations: list[str]


def endure(database_url: str, plan: Plan, *, folder: Path) -> Outcome:
    """Torture an installation on this database for so long, let it come to rest, and judge."""
    redis = Redis()
    redis.begin()
    settings = Settings(database_url=database_url, secret_key=secrets.token_hex(32),
                        redis_url=redis.url if redis.process else None)
    victims = [Victim(run, settings, folder, f"{run.__name__}-{number}") for run in (serve, work) for number in (1, 2)]
    for victim in victims:
        victim.begin()
    app = create_app(settings)
    watching = create_engine(database_url, poolclass=NullPool)
    try:
        return _ordeal(app, victims, Tormentor(victims, redis, watching, Random(plan.seed)), plan)
    finally:
        for victim in victims:
            victim.kill()
        redis.kill()
        with app.app_context():
            db.engine.dispose()


def _ordeal(app: Flask, victims: list[Victim], tormentor: Tormentor, plan: Plan) -> Outcome:
    random, password, diary = Random(plan.seed), secrets.token_urlsafe(PASSWORD_BYTES), Diary()
    drawn = models(random, list(PEOPLE), plan.kinds)
    version = _prepare(app, drawn, password)
    urls = [victim.url for victim in victims if victim.run is serve]
    wait_until(lambda: all(_answers(url) for url in urls))
    stopping, draining = threading.Event(), threading.Event()
    clients = [Client(app, urls, PEOPLE[number % len(PEOPLE)], PEOPLE, password, drawn, version.id, diary,
                      Random(plan.seed * 100 + number), stopping, draining, plan.running) for number in range(CLIENTS)]
    for client in clients:
        client.sign_in()
    threads = [threading.Thread(target=each, daemon=True) for each in (*(client.run for client in clients), tormentor.run)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    time.sleep(plan.seconds)
    tormentor.stopping.set()
    threads[-1].join()
    draining.set()
    _come_to_rest(tormentor.database)
    stopping.set()
    for thread in threads:
        thread.join()
    with app.app_context(), snapshot() as rows:
        return Outcome(plan.seed, round(time.monotonic() - began, 1), dict(sorted(diary.counts.items())),
                       dict(sorted(tormentor.done.items())), _lateness(rows), violations(rows, diary))


def _prepare(app: Flask, drawn: list[Model], password: str) -> engine.Version:
    with app.app_context():
        Tables.metadata.create_all(db.engine)
        with db.engine.begin() as connection:
            make_tables(connection)
        with transaction() as session:
            for name in PEOPLE:
                if people.person_called(session, name) is None:
                    people.create_person(session, username=name, name=name, password=password,
                                         email=f"{name}@tandem.example", roles=("designer",))
            return packages.deploy(session, package(drawn), actor=people.SYSTEM, handlers={*HANDLERS, EFFECT})


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", timeout=5).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def _come_to_rest(database: Engine) -> None:
    """Until every case has ended; whatever has not by then is for the verdict to name."""
    instances = engine.metadata.tables["engine_instance"]
    deadline = time.monotonic() + SETTLING_SECONDS
    query = instances.select().where(instances.c.ended_at.is_(None)).limit(1)
    while time.monotonic() < deadline:
        with database.connect() as connection:
            if connection.execute(query).first() is None:
                return
        time.sleep(0.2)


def _lateness(rows: Any) -> dict[str, float]:
    """How long after their time timers went off: the median, the 95th of 100, and the worst, in seconds.

    A case that was suspended does not count: its timers waited for it.
    """
    event = engine.metadata.tables["engine_event"].c
    rested = select(event.instance_id).where(event.kind == "instance.suspended")
    fired = select(event.at, event.facts).where(event.kind == "timer.fired", event.instance_id.not_in(rested))
    late = sorted((row.at - datetime.fromisoformat(row.facts["due_at"])).total_seconds() for row in rows.execute(fired))
    return {name: round(late[min(int(len(late) * share), len(late) - 1)], 2)
            for name, share in (("median", 0.5), ("p95", 0.95), ("worst", 1.0)) if late}
