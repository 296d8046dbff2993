"""`tandem worker`: does what is due, woken by RQ, with a sweep beside it that needs no Redis."""

from __future__ import annotations

import signal
import threading
import time

import click
import structlog
from flask import current_app
from flask.cli import with_appcontext
from redis import ConnectionError as RedisAway
from redis import Redis
from rq import SimpleWorker

from webapp.config import Settings
from webapp.transaction import QUEUE
from webapp.worker import WorkerThread

log = structlog.get_logger()

WORKER_TTL_SECONDS = 20
PAUSE_SECONDS = 2


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due now and stop.")
@with_appcontext
def command(once: bool) -> None:
    """Work until SIGINT or SIGTERM."""
    settings: Settings = current_app.config["SETTINGS"]
    sweep = current_app.extensions["worker"]
    if once:
        click.echo(f"{sweep.work_once()} rows done.")
        return
    work_until_told(settings, sweep)


def work_until_told(settings: Settings, sweep: WorkerThread) -> None:
    """Sweep and answer rings until a signal comes."""
    sweep.start()
    try:
        _answer_rings(settings.redis_url) if settings.redis_url else _wait_for_a_signal()
    finally:
        sweep.stop()


def _answer_rings(redis_url: str) -> None:
    """Run RQ in this very process: the rows are the truth, so a job's crash needs no second process.

    While Redis is away the sweep goes on alone; RQ is tried again and again.
    """
    while True:
        try:
            worker = SimpleWorker([QUEUE], connection=Redis.from_url(redis_url), worker_ttl=WORKER_TTL_SECONDS)
            worker.work(logging_level="WARNING")
        except RedisAway as error:
            log.warning("worker.redis_away", error=str(error))
            time.sleep(PAUSE_SECONDS)
        else:
            return


def _wait_for_a_signal() -> None:
    told_to_stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told_to_stop.set())
    told_to_stop.wait()
