"""`tandem bench engine`: what a completion costs beside the least that it could cost, in one run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from sqlalchemy import event

from webapp.cli.bench import ageing, floor, lifecycle, memory, ours, postgresql, teams

TEAMS = (1, 2, 4)


@click.command("engine")
@click.option("--db", "database_url", help="An empty PostgreSQL or SQLite database, measured instead of both.")
@click.option("--json", "as_json", is_flag=True, help="Print data instead of a table.")
@click.option("--seconds", default=3.0, show_default=True, help="How long each rate is measured.")
@click.option("--old", default=ageing.OLD, show_default=True, help="The iteration that is compared with the tenth.")
def command(database_url: str | None, as_json: bool, seconds: float, old: int) -> None:
    """Measure completions: in memory, stored, beside the database's own floor, and in old instances."""
    figures: dict[str, Any] = {"in_memory": memory.figures(seconds), "floor_ratio": {}, "databases": {}}
    with _databases(database_url) as urls:
        for name, url in urls.items():
            measured = _measure(url, seconds)
            figures["floor_ratio"][name] = measured.pop("floor_ratio")
            figures["databases"][name] = measured
    figures["by_age"] = ageing.figures(old)
    figures["lifecycle_state_bytes"] = lifecycle.biggest_state()
    click.echo(json.dumps(figures, indent=1) if as_json else "\n".join(_lines(figures)))


@contextmanager
def _databases(asked: str | None) -> Iterator[dict[str, str]]:
    """The database that was asked for, else an SQLite file and, where the wheel is, a PostgreSQL."""
    if asked:
        yield {"sqlite" if asked.startswith("sqlite") else "postgresql": asked}
        return
    with TemporaryDirectory(prefix="tandem-bench-") as folder:
        urls = {"sqlite": f"sqlite:///{Path(folder) / 'bench.db'}"}
        if not postgresql.is_there():
            click.echo("PostgreSQL is not measured: neither --db nor the developers' wheel.", err=True)
            yield urls
            return
        with postgresql.running() as url:
            yield {**urls, "postgresql": url}


def _measure(url: str, seconds: float) -> dict[str, Any]:
    sizes = ours.prepare(url)
    floor.prepare(url)
    rates = {str(count): teams.measured(url, count, sizes, seconds) for count in TEAMS}
    return {
        "floor_ratio": {count: round(rate["ours"].per_second / rate["floor"].per_second, 3)
                        for count, rate in rates.items()},
        "completions_per_second": {count: {who: rate[who].per_second for who in rate}
                                   for count, rate in rates.items()},
        "milliseconds": {count: {who: rate[who].milliseconds for who in rate}
                         for count, rate in rates.items()},
        "statements_per_completion": _statements(url),
        "bytes_written": {"state": sizes.state, "task": sizes.task, "answers_and_events": sizes.history},
    }


def _statements(url: str) -> int:
    """What the driver is asked in one completion, transaction control left out."""
    member = ours.Ours(ours.open_database(url), rows=1)
    member.complete()
    said: list[str] = []
    event.listen(member.database, "before_cursor_execute", lambda *given: said.append(given[2]))
    member.complete()
    member.database.dispose()
    return len(said)


def _lines(figures: dict[str, Any]) -> Iterator[str]:
    held = figures["in_memory"]
    yield "In memory, completions/s: " + ", ".join(
        f"{name.replace('_', ' ')} {rate:,.0f}" for name, rate in held["completions_per_second"].items())
    yield "KiB per live instance: " + ", ".join(
        f"{name} {size}" for name, size in held["kib_per_live_instance"].items())
    for name, ratios in figures["floor_ratio"].items():
        measured = figures["databases"][name]
        yield ""
        yield f"{name}: {measured['statements_per_completion']} statements a completion"
        yield "processes   floor/s    ours/s   ratio   ours p50, p95, p99 ms"
        for count, ratio in ratios.items():
            rates = measured["completions_per_second"][count]
            times = measured["milliseconds"][count]["ours"]
            yield (f"{count:>9} {rates['floor']:>9,.0f} {rates['ours']:>9,.0f}   {ratio:.3f}   "
                   + " ".join(f"{one:>8.2f}" for one in times.values()))
    yield ""
    yield "Age, ms a completion:"
    for name, row in figures["by_age"].items():
        yield f"  {name:<8} " + ", ".join(f"{key} {value}" for key, value in row.items())
    yield f"Biggest live state of the shipped case: {figures['lifecycle_state_bytes']} bytes"
