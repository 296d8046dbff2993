"""The `tandem` command: serve, work, deploy, load the demo, look after people and the installation."""

from __future__ import annotations

import importlib

import click
from flask import Flask
from flask.cli import FlaskGroup

from webapp.config import BadSettings

COMMANDS = ("run", "serve", "worker", "deploy", "demo", "migrate", "doctor", "person")


def _create_app() -> Flask:
    """Build the application for a command; bad settings are told in words, all at once."""
    try:
        app: Flask = importlib.import_module("webapp.app").create_app()
    except BadSettings as error:
        lines = [f"  {name} {why}" for name, why in error.problems.items()]
        raise click.ClickException("\n".join(["These settings cannot be used:", *lines])) from error
    return app


tandem = FlaskGroup(
    "tandem", help=__doc__, create_app=_create_app, add_default_commands=False,
    add_version_option=False, set_debug_flag=False, load_dotenv=False,
)

for _name in COMMANDS:
    tandem.add_command(importlib.import_module(f"webapp.cli.{_name}").command)
