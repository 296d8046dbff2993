"""`tandem audit`: verifies the whole log and names its first bad entry."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from webapp.db import snapshot
from webapp.domain import evidence, wording

MOST_TOLD = 20


@click.command("audit")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="en", show_default=True)
@with_appcontext
def command(lang: str) -> None:
    """Hold every entry, the tree, the heads and the history against each other; exit 1 if anything does not fit."""
    with snapshot() as rows:
        seen = evidence.audit_log(rows)
    click.echo(f"{seen.entries} entries ({seen.erased} erased), {seen.heads} heads")
    for flaw in seen.flaws[:MOST_TOLD]:
        click.echo(f"WRONG {wording.sentence(flaw.rule, {'number': flaw.number, **flaw.facts}, lang)}")
    if len(seen.flaws) > MOST_TOLD:
        click.echo(f"      … {len(seen.flaws) - MOST_TOLD} more")
    raise SystemExit(int(bool(seen.flaws)))
