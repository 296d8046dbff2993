"""The `tandem` command: serve, work, deploy, load the demo, look after people and the installation."""

from __future__ import annotations

import importlib

import click
from flask import Flask
from flask.cli import ScriptInfo

from webapp.app import create_app
from webapp.config import BadSettings
from webapp.db import db

COMMANDS = ("run", "serve", "worker", "deploy", "demo", "migrate", "doctor", "person", "play", "bench", "cases",
            "archive", "torture", "verify", "audit", "erase", "keys")


def _create_app() -> Flask:
    """Build the application for a command; bad settings are told in words, all at once."""
    try:
        app = create_app()
    except BadSettings as error:
        lines = [f"  {name} {why}" for name, why in error.problems.items()]
        raise click.ClickException("\n".join(["These settings cannot be used:", *lines])) from error
    click.get_current_context().find_root().call_on_close(lambda: _close_database(app))
    return app


def _close_database(app: Flask) -> None:
    """A command leaves no connection open, whoever called it."""
    with app.app_context():
        db.engine.dispose()


@click.group(help=__doc__)
@click.pass_context
def tandem(context: click.Context) -> None:
    """Every command may ask for the application; it is built when the first one does."""
    context.obj = ScriptInfo(create_app=_create_app, set_debug_flag=False)


for _name in COMMANDS:
    tandem.add_command(importlib.import_module(f"webapp.cli.{_name}").command)
