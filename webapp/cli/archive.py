"""`tandem archive`: move the history of cases long ended out of the way of what runs; nothing is lost."""

from __future__ import annotations

from datetime import timedelta

import click
from flask.cli import with_appcontext

import engine
from webapp.transaction import transaction

AT_ONCE = 100


@click.command("archive")
@click.option("--days", default=365, show_default=True, type=click.IntRange(min=1),
              help="Cases that ended so many days ago and earlier.")
@with_appcontext
def command(days: int) -> None:
    """Archive the events of old cases, some at a time, so that nobody waits for it."""
    before = engine.now() - timedelta(days=days)
    total = 0
    while True:
        with transaction() as session:
            done = engine.archive_history(session, ended_before=before, limit=AT_ONCE)
        total += done
        if not done:
            break
    click.echo(f"{total} cases archived.")
