"""`tandem torture`: kill, cut and silence a whole installation for minutes, then count what was lost or doubled."""

from __future__ import annotations

import json
import secrets
import sys
import tempfile
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path

import click
import structlog

from webapp.cli.bench import postgresql
from webapp.cli.torture.ordeal import Outcome, Plan, endure

__all__ = ["Plan", "command", "endure"]


@click.command("torture")
@click.option("--minutes", default=1.0, show_default=True, help="How long faults go on; coming to rest is added.")
@click.option("--seed", type=int, help="The diagrams and faults of an earlier run.")
@click.option("--db", "database_url", help="An empty database that may be filled; a PostgreSQL of its own without.")
@click.option("--json", "as_json", is_flag=True, help="Print data instead of words.")
def command(minutes: float, seed: int | None, database_url: str | None, as_json: bool) -> None:
    """Let 8 clients work on 2 webs and 2 workers while these are killed; exit 1 if anything was lost or doubled."""
    if database_url is None and not postgresql.is_there():
        raise click.ClickException("Name an empty PostgreSQL database by --db.")
    seed = secrets.randbelow(1_000_000) if seed is None else seed
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))  # stdout is the verdict's
    with (nullcontext(database_url) if database_url else postgresql.running()) as url, \
            tempfile.TemporaryDirectory(prefix="tandem-torture-") as folder:
        outcome = endure(str(url), Plan(minutes * 60, seed), folder=Path(folder))
    click.echo(json.dumps(asdict(outcome), indent=1) if as_json else _told(outcome))
    raise SystemExit(int(bool(outcome.violations)))


def _told(outcome: Outcome) -> str:
    lines = [f"seed {outcome.seed}, {outcome.seconds} s"]
    for name, figures in (("clients", outcome.counts), ("faults", outcome.faults), ("timers late (s)", outcome.late)):
        lines += [f"{name}:", *(f"  {what}: {many}" for what, many in figures.items())]
    lines += [f"violations: {len(outcome.violations)}", *(f"  {each}" for each in outcome.violations)]
    return "\n".join(lines)
