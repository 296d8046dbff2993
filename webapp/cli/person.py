"""`tandem person`: add people and give new passwords without a browser."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from webapp.db import db
from webapp.domain import people, wording
from webapp.transaction import transaction


@click.group("person")
def command() -> None:
    """Add people, give passwords."""


@command.command("add")
@click.argument("username")
@click.option("--name", required=True)
@click.option("--email", required=True)
@click.option("--title", default="")
@click.option("--department", default=None)
@click.option("--role", "roles", multiple=True, type=click.Choice(sorted(people.ROLES)))
@click.option("--locale", default="zh", type=click.Choice(["zh", "en"]))
@click.password_option()
@with_appcontext
def add(username: str, password: str, **facts: str) -> None:
    """Add a member of staff; asks for the password."""
    try:
        with transaction() as session:
            people.create_person(session, username=username, password=password, **facts)
    except people.BadPerson as error:
        raise click.ClickException(wording.sentence(error.message_id, error.facts, "en")) from error
    click.echo(f"Added {username}.")


@command.command("password")
@click.argument("username")
@click.password_option()
@with_appcontext
def password(username: str, password: str) -> None:
    """Give a new password; every session of the person ends."""
    try:
        with transaction() as session:
            person = people.person_called(session, username)
            if person is None:
                raise click.ClickException(f"There is nobody called {username}.")
            people.set_password(session, person, password)
    except people.BadPerson as error:
        raise click.ClickException(wording.sentence(error.message_id, error.facts, "en")) from error
    click.echo(f"{username} has a new password.")


@command.command("list")
@with_appcontext
def list_people() -> None:
    """Show who is there, with their roles."""
    for person in people.everyone(db.session(), include_left=True):
        left = "" if person.active else "  (left)"
        click.echo(f"{person.username:24} {person.name}  {', '.join(person.role_names)}{left}")
