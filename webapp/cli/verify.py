"""`tandem verify PACK`: what a customer does with a pack; the very script that lies in it."""

from __future__ import annotations

import click

from verifier import tandem_verify


@click.command("verify", context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Verify an evidence pack; exit 0 true, 1 false, 2 keys not compared, 3 some checks could not run."""
    raise SystemExit(tandem_verify.main(list(arguments)))
