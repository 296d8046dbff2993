"""`tandem migrate`: bring the database's tables up to the newest revision."""

from __future__ import annotations

import logging

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import Migrate, upgrade

from webapp.config import ROOT
from webapp.db import db


@click.command("migrate")
@with_appcontext
def command() -> None:
    """Bring the database up to date."""
    bring_up_to_date()
    click.echo("The database is up to date.")


def bring_up_to_date() -> None:
    """Run every migration that this database has not seen."""
    know_migrations()
    logging.getLogger("alembic").setLevel(logging.WARNING)
    upgrade()


def know_migrations() -> None:
    """Tell the current application where its migrations are; one that only serves never loads Alembic."""
    Migrate(current_app, db, directory=str(ROOT / "migrations"))
