"""`tandem bench`: measure this machine's Tandem, as ratios and medians of one run, never as a verdict."""

from __future__ import annotations

import click

from webapp.cli.bench.machine import command as machine
from webapp.cli.bench.signing import command as signing
from webapp.cli.bench.timers import command as timers
from webapp.cli.bench.web import command as web


@click.group("bench")
def command() -> None:
    """Measure; every figure comes from the run that prints it."""


command.add_command(machine)
command.add_command(signing)
command.add_command(timers)
command.add_command(web)
