"""`tandem play CASE.toml`: carry one project through the product as its people would."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from webapp.cli.play import opening
from webapp.cli.play import packs as evidence
from webapp.cli.play.browser import Interrupted, Unreachable
from webapp.cli.play.case import Case, CaseError, read
from webapp.cli.play.report import lines
from webapp.cli.play.stage import Inside, NeverSettled, Stage
from webapp.cli.play.story import Story
from webapp.cli.play.words import SOURCE
from webapp.config import LOCALES

FAILURES = (CaseError, Unreachable, Interrupted, NeverSettled)


@click.command("play")
@click.argument("case", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the trail as data.")
@click.option("--db", metavar="URL", help="Play inside this process on this database.")
@click.option("--url", metavar="URL", help="Play against a live server in demo mode, as its users would.")
@click.option("--from", "begins", metavar="DATE", help="The day on which the case begins, such as 2026-03-02.")
@click.option("--packs", type=click.Path(path_type=Path), help="Write the evidence pack of every completed signing there.")
@click.option("--language", type=click.Choice(LOCALES), default=SOURCE, help="The language in which the case is told and played.")
@click.option("--again", is_flag=True, help="Play anew where this very case was played before.")
def command(case: Path, *, as_json: bool, begins: str | None, language: str, **how: Any) -> None:
    """Play CASE, a project told in a TOML file, and print its trail.

    Without --db and --url it plays on a database of its own, which goes when the case is over.
    """
    if how["db"] and how["url"]:
        raise click.UsageError("Say either --db or --url.")
    try:
        told = read(case, language=language)
        day = _day(begins, told)
        trail = play(told, begins=day, tell=_teller(as_json), **how)
    except FAILURES as error:
        if as_json:
            click.echo(json.dumps({"failed": str(error)}, ensure_ascii=False))
        click.echo(f"failed: {error}", err=True)
        sys.exit(1)
    click.echo(json.dumps(trail, ensure_ascii=False, indent=1) if as_json else "\n".join(lines(trail, language)))


def play(  # noqa: PLR0913 -- one for each option of the command, and the demo's hurry
    case: Case, *, db: str | None = None, url: str | None = None, begins: datetime | None = None, again: bool = False,
    packs: Path | None = None, hurries: bool = False, tell: Callable[[str], None] = lambda _line: None,
) -> dict[str, Any]:
    """Play a case and return its trail."""
    stage = Stage(url.rstrip("/"), language=case.language) if url else Inside.open(case, db)
    stage.hurries = hurries
    with stage:
        opening.bring_people(stage, case)
        reference = _unused(stage, case) if again else case.reference
        trail = Story(case, stage, reference=reference, tell=tell).play(begins=begins)
        for path in evidence.fetch(stage.browser(case.people["project_lead"][0].username), trail, packs) if packs else ():
            tell(f"wrote {path}")
        return trail


def _unused(stage: Stage, case: Case) -> str:
    """The first reference of this case under which nothing was played yet."""
    browser = opening.sign_in(stage, case.people["project_lead"][0].username, case)
    number, reference = 1, case.reference
    while browser.json(f"/demo/trails/{reference}")["trail"] is not None:
        number, reference = number + 1, f"{case.reference}-{number + 1}"
    return reference


def _day(said: str | None, case: Case) -> datetime | None:
    """The morning on which the case begins; it must be over before now."""
    if said is None:
        return None
    try:
        begins = datetime.fromisoformat(said)
    except ValueError as error:
        raise click.UsageError(f"--from wants a date such as 2026-03-02, not {said!r}.") from error
    begins = begins.replace(hour=begins.hour or 9).astimezone()
    latest = datetime.now().astimezone() - case.duration
    if begins > latest:
        raise click.UsageError(f"The case lasts {case.duration / timedelta(days=1):.1f} days and must end "
                               f"before now: begin it on {latest.date()} or earlier.")
    return begins


def _teller(as_json: bool) -> Callable[[str], None]:
    """Progress goes to the error stream, so that the trail can be piped."""
    return (lambda _line: None) if as_json else (lambda line: click.echo(f"  {line}", err=True))
