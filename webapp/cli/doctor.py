"""`tandem doctor`: looks at everything an installation needs and says what is wrong with it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask.cli import with_appcontext
from redis import Redis, RedisError
from sqlalchemy.exc import SQLAlchemyError

import engine
from webapp import processes
from webapp.config import ROOT, Settings
from webapp.db import db, snapshot
from webapp.domain import confirmations, notifications, packages, wording
from webapp.handlers import VERBS

LEAST_FREE_BYTES = 500 * 1024 * 1024

Complaints = Iterator[str]


@click.command("doctor")
@with_appcontext
def command() -> None:
    """Say what is wrong with this installation; exit 1 if anything is."""
    settings: Settings = current_app.config["SETTINGS"]
    sick = False
    for name, examine in EXAMINATIONS.items():
        complaints = list(examine(settings))
        sick = sick or bool(complaints)
        click.echo(f"{'ok   ' if not complaints else 'WRONG'} {name}")
        for complaint in complaints:
            click.echo(f"      {complaint}")
    raise SystemExit(int(sick))


def _database(_settings: Settings) -> Complaints:
    try:
        with db.engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_heads()
    except SQLAlchemyError as error:
        yield f"does not answer: {error}"
        return
    wanted = ScriptDirectory(str(ROOT / "migrations")).get_heads()
    if set(current) != set(wanted):
        yield "is not up to date: run `tandem migrate`"


def _redis(settings: Settings) -> Complaints:
    if settings.redis_url is None:
        return
    try:
        Redis.from_url(settings.redis_url, socket_timeout=2).ping()
    except RedisError as error:
        yield f"does not answer: {error}; work is found by the sweep, a little later"


def _packages(settings: Settings) -> Complaints:
    for package in processes.find(settings.processes_dir):
        refusals = [finding for finding in packages.check(package.files, handlers=VERBS)
                    if finding.severity == "refusal"]
        yield from map(wording.finding_words, refusals)
        try:
            packages.latest(db.session(), package.manifest.key)
        except packages.NotDeployed:
            yield f"{package.manifest.key} was never deployed: run `tandem deploy`"


def _work(_settings: Settings) -> Complaints:
    stuck = engine.incidents(db.session(), open_only=True)
    if stuck:
        yield f"{len(stuck)} steps have failed and wait for somebody to try again"
    unsent = notifications.given_up_count(db.session())
    if unsent:
        yield f"{unsent} mails were given up after several tries"


def _cases(_settings: Settings) -> Complaints:
    """Hold state, rows and history of every case against each other, as they were at one instant."""
    with snapshot() as rows:
        for found in (*engine.audit(rows), *confirmations.audit_signatures(rows)):
            yield wording.sentence(found.rule, {**found.facts, "instance": found.instance_id}, "en")


def _files(_settings: Settings) -> Complaints:
    if not (ROOT / "webapp" / "static" / "build" / "manifest.json").exists():
        yield "the front end is not built: run `./dev run` once"
    if not list(wording.TRANSLATIONS.rglob("*.mo")):
        yield "the translations are not compiled: run `./dev run` once"


def _machine(settings: Settings) -> Complaints:
    folder = Path(db.engine.url.database or ".").parent if settings.on_sqlite else ROOT
    if shutil.disk_usage(folder).free < LEAST_FREE_BYTES:
        yield f"less than 500 MB are free under {folder}"
    if settings.demo and not settings.on_loopback:
        yield "demo mode with an address that others can reach"


EXAMINATIONS: dict[str, Callable[[Settings], Complaints]] = {
    "database": _database,
    "redis": _redis,
    "packages": _packages,
    "work": _work,
    "cases": _cases,
    "files": _files,
    "machine": _machine,
}
