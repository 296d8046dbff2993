"""`tandem cases`: bring running cases to another version of their package, and back.

    tandem cases plan offers 3 4 > plan.json      what continues as what; edit it if you like
    tandem cases try offers 3 4 --plan plan.json  what it would mean for every case; nothing is written
    tandem cases migrate offers 3 4 --plan plan.json --canary 5 --reason "clearer form"
    tandem cases progress 1                       how far it is, and why cases stay
    tandem cases extend 1                         the rest, after the canary
    tandem cases revert 1                         back to the very state, unless a case has moved on

Workers carry the cases; `migrate --here` does it in this process.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

import engine
from webapp.db import db
from webapp.domain import wording
from webapp.domain.people import SYSTEM
from webapp.jobs import migrate_cases
from webapp.transaction import transaction

PLAN = click.option("--plan", "plan_file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
                    help="A plan written by `cases plan` and edited.")
ACTOR = click.option("--actor", default=SYSTEM, help="Whose name stands in the history.")


@click.group("cases", help=__doc__)
def command() -> None:
    """Bring running cases to another version."""


@command.command("plan")
@click.argument("package")
@click.argument("old", type=int)
@click.argument("new", type=int)
@with_appcontext
def plan(package: str, old: int, new: int) -> None:
    """Propose what continues as what, as JSON to edit; what is not matched by id is told beside it."""
    proposed = _plan(package, old, new, None)
    for match in proposed.matches:
        if match.by != "id":
            to = f"{match.to} (alike: {match.likeness})" if match.to else "nothing"
            click.echo(f"{match.element} “{match.name}” -> {to}", err=True)
    click.echo(json.dumps(proposed.as_json(), indent=2, ensure_ascii=False))


@command.command("try")
@click.argument("package")
@click.argument("old", type=int)
@click.argument("new", type=int)
@PLAN
@click.option("--limit", type=int, default=None, help="Look at so many cases only.")
@with_appcontext
def try_(package: str, old: int, new: int, plan_file: Path | None, limit: int | None) -> None:
    """Say of every running case what the plan would do; nothing is written."""
    counted: Counter[str] = Counter()
    for report in engine.try_migration(db.session(), _plan(package, old, new, plan_file), limit=limit):
        counted[report.verdict] += 1
        name = report.business_key or ""
        click.echo(f"case {report.instance_id} {name}: {report.verdict}")
        for said in report.told:
            click.echo(f"  {wording.sentence(said.message_id, said.facts, 'en')}")
    click.echo(f"{counted['ok']} go over as they are, {counted['changes']} change, {counted['refused']} stay.")


@command.command("migrate")
@click.argument("package")
@click.argument("old", type=int)
@click.argument("new", type=int)
@PLAN
@click.option("--canary", type=int, default=None, help="Only so many cases, the oldest, to begin with.")
@click.option("--reason", required=True, help="Why; it stands in the history.")
@click.option("--here", is_flag=True, help="Do the work in this process instead of leaving it to the workers.")
@ACTOR
@with_appcontext
def migrate(
    package: str, old: int, new: int, plan_file: Path | None, canary: int | None, **how: Any
) -> None:
    """Put the running cases in line for the new version."""
    with transaction() as session:
        found = _plan(package, old, new, plan_file)
        begun = _worded(engine.begin_migration, session, found, actor=how["actor"],
                        reason=how["reason"], canary=canary)
    click.echo(f"Migration {begun.id} has begun.")
    _do(begun.id, how["here"])


@command.command("extend")
@click.argument("migration_id", type=int)
@click.option("--here", is_flag=True)
@ACTOR
@with_appcontext
def extend(migration_id: int, here: bool, actor: str) -> None:
    """After the canary: all other running cases of the old version."""
    with transaction() as session:
        put = _worded(engine.extend_migration, session, migration_id, actor=actor)
    click.echo(f"{put} more cases are in line.")
    _do(migration_id, here)


@command.command("revert")
@click.argument("migration_id", type=int)
@click.option("--here", is_flag=True)
@ACTOR
@with_appcontext
def revert(migration_id: int, here: bool, actor: str) -> None:
    """Back to the very state each case had, unless it has moved on."""
    with transaction() as session:
        turned = _worded(engine.revert_migration, session, migration_id, actor=actor)
    click.echo(f"{turned} cases go back.")
    _do(migration_id, here)


@command.command("progress")
@click.argument("migration_id", type=int)
@with_appcontext
def progress(migration_id: int) -> None:
    """How far a migration is, and why cases stay where they are."""
    _worded(engine.get_migration, db.session(), migration_id)
    _show(migration_id)


@command.command("migrations")
@with_appcontext
def migrations() -> None:
    """List the migrations there were, the latest first."""
    for one in engine.migrations(db.session()):
        versions = [engine.get_version(db.session(), number) for number in (one.from_version_id, one.to_version_id)]
        numbers = " to ".join(str(version.number) for version in versions)
        click.echo(f"{one.id}: {versions[0].package} {numbers}, {one.begun_at:%Y-%m-%d %H:%M}, {one.reason}")


def _do(migration_id: int, here: bool) -> None:
    if here:
        while migrate_cases():
            pass
        db.session.rollback()
        _show(migration_id)


def _show(migration_id: int) -> None:
    for state, count in engine.migration_progress(db.session(), migration_id).items():
        click.echo(f"{state}: {count}")
    for state in ("refused", "stayed"):
        for case in engine.migration_cases(db.session(), migration_id, state=state):
            for said in case.told.get("why", []):
                click.echo(f"  case {case.instance_id}: {wording.sentence(said['id'], said['facts'], 'en')}")


def _plan(package: str, old: int, new: int, plan_file: Path | None) -> engine.Plan:
    numbered = {version.number: version.id for version in engine.versions(db.session(), package)}
    for number in (old, new):
        if number not in numbered:
            raise click.ClickException(f"The package {package} has no version {number}.")
    proposed: engine.Plan = _worded(engine.plan_migration, db.session(), numbered[old], numbered[new])
    if plan_file is None:
        return proposed
    try:
        edits = json.loads(plan_file.read_text())
    except ValueError as error:
        raise click.ClickException(f"{plan_file} is no JSON: {error}") from error
    if not isinstance(edits, Mapping):
        raise click.ClickException(f"{plan_file} holds no plan.")
    edited: engine.Plan = _worded(engine.edited_plan, db.session(), proposed, edits)
    return edited


def _worded(verb: Any, *what: Any, **how: Any) -> Any:
    """Do it; what is refused is said in a sentence."""
    try:
        return verb(*what, **how)
    except engine.EngineError as error:
        raise click.ClickException(wording.sentence(error.message_id, error.facts, "en")) from error
