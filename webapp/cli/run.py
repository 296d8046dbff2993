"""`tandem run`: everything a newcomer needs in one go: tables, packages, demo, server, worker."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context

import click
from flask import Flask, current_app
from flask.cli import ScriptInfo, pass_script_info

import engine
from webapp.cli import demo
from webapp.cli.deploy import deploy_all
from webapp.cli.migrate import bring_up_to_date
from webapp.cli.serve import serve
from webapp.config import ROOT, Settings
from webapp.db import db
from webapp.domain import clock, wording

N_ = str
COMPANY = N_("Engineering Services Company")
TERMINATED = 128 + signal.SIGTERM


@click.command("run")
@click.option("--port", default=8000, show_default=True)
@click.option("--no-demo", is_flag=True, help="Begin with an empty installation.")
@click.option("--fresh", is_flag=True, help="Throw the SQLite database under var/ away first.")
@pass_script_info
def command(info: ScriptInfo, port: int, no_demo: bool, fresh: bool) -> None:
    """Prepare what is missing and serve on this machine until Ctrl-C or SIGTERM."""
    os.environ.setdefault("TANDEM_BASE_URL", f"http://127.0.0.1:{port}")
    os.environ.setdefault("TANDEM_EMBEDDED_WORKER", "1")
    if not no_demo:
        os.environ.setdefault("TANDEM_DEMO", "1")
        _name_the_firm()
    if fresh:
        _throw_away()
    app: Flask = info.load_app()
    with app.app_context():
        apart(_prepare)
    click.echo(f"Tandem is at http://127.0.0.1:{port}   (Ctrl-C stops it)")
    serve(host="127.0.0.1", port=port)
    click.echo("Stopped.")


def _name_the_firm() -> None:
    """The demo's papers come from a firm with a name, unless the installation has one of its own."""
    if "TANDEM_COMPANY" not in os.environ:
        speaks = os.environ.get("TANDEM_LOCALE", Settings.default_locale)
        os.environ |= {"TANDEM_COMPANY": wording.gettext(speaks)(COMPANY), "TANDEM_COMPANY_EN": COMPANY}


def _prepare() -> None:
    with _step("bringing the database up to date"):
        bring_up_to_date()
    with _step("deploying the process packages"):
        lines = deploy_all()
    for line in lines:
        click.echo(f"  {line}")
    if current_app.config["SETTINGS"].demo:
        with _step("loading the demo"):
            demo.load()
        demo.show()
        _tell_of_a_turned_clock()


def apart(work: Callable[[], None]) -> None:
    """Do something in a process of its own, which ends with it.

    The server forks; threads do not come along. What renders documents keeps threads, so had the demo been
    loaded here, the first document in the server's process would wait for them for ever.
    """
    child = get_context("fork").Process(target=work)
    child.start()
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    try:
        child.join()
    finally:
        child.terminate()
        child.join()
        signal.signal(signal.SIGTERM, before)
    if child.exitcode:
        raise click.ClickException("Not everything could be prepared; the reason stands above.")


def _tell_of_a_turned_clock() -> None:
    """A played case that was interrupted leaves its clock behind; whoever starts the server should know."""
    settings = current_app.config["SETTINGS"]
    clock.load(db.session(), settings)
    if clock.turned_by(settings):
        click.echo(f"  The clock of this database stands at {engine.now():%Y-%m-%d %H:%M}: a played case was interrupted.\n"
                   "  Play it again to go on with it, or turn the clock back on any page.")


def _throw_away() -> None:
    """Only the file that a run without settings makes; a named database is never touched."""
    if "TANDEM_DATABASE_URL" in os.environ:
        raise click.ClickException("--fresh throws away var/tandem.db only; TANDEM_DATABASE_URL names another.")
    for path in (ROOT / "var").glob("tandem.db*"):
        path.unlink()


@contextmanager
def _step(text: str) -> Iterator[None]:
    started = time.monotonic()
    yield
    click.echo(f"{text}: {time.monotonic() - started:.1f} s")
