"""`tandem erase`: what the history says of a person who asks to be forgotten, and taking it away without breaking the log."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from webapp.domain import evidence
from webapp.domain.people import SYSTEM
from webapp.transaction import transaction


@click.command("erase")
@click.argument("words")
@click.option("--reason", default="", help="Why, without naming anybody: it stays on record. Without it nothing is erased.")
@with_appcontext
def command(words: str, reason: str) -> None:
    """List the entries of history and log that say WORDS (a name, a mail address); with --reason, erase them.

    Entries that prove a signature are kept. The rows of accounts, contacts and papers are not touched.
    """
    if len(words.strip()) < 2:
        raise click.UsageError("Two letters at least: everything else would go as well.")
    _catch_up()
    with transaction() as session:
        found = list(evidence.mentions(session, words))
        if reason:
            evidence.forget(session, words, reason=reason, actor=SYSTEM)
    for each in found:
        state = "kept, proves a signature" if each.is_proof else "erased" if reason else "would be erased"
        click.echo(f"{each.number:>8}  {each.at:%Y-%m-%d %H:%M}  {', '.join(each.kinds)}  {state}")
    click.echo(f"{len(found)} entries, {sum(not each.is_proof for each in found)} {'erased' if reason else 'to erase with --reason'}")


def _catch_up() -> None:
    """What happened a moment ago is in the history and not yet in the log."""
    grown = 1
    while grown:
        with transaction() as session:
            grown = evidence.log.extend(session)
