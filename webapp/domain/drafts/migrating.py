"""Bring a package's running cases to another version: the engine's migration, by right and within one package."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

import engine
from webapp.domain import packages, wording
from webapp.domain.drafts.policy import demand
from webapp.domain.people import Actor

SHORTEST, LONGEST = 2, 2000


class BadMigration(wording.FieldRefused):
    """A migration cannot begin as it was asked for."""


def plan(session: Session, package: str, old: int, new: int, edits: Mapping[str, str | None] | None = None, *,
         timers: str = "keep") -> engine.Plan:
    """What continues as what, proposed and then as it was edited."""
    for version_id in (old, new):
        version = packages.get_version(session, version_id)
        if version is None or version.package != package:
            raise engine.NoSuchVersion("no-such-version", version_id=version_id)
    proposed = engine.plan_migration(session, old, new)
    return engine.edited_plan(session, proposed, {"elements": dict(edits or {}), "timers": timers})


def begin_migration(session: Session, package: str, chosen: engine.Plan, *, reason: str, canary: int | None,
                    actor: Actor) -> engine.Migration:
    """Put the cases in line; workers carry them."""
    demand(session, actor, package, "migrate")
    if len(reason.strip()) < SHORTEST:
        raise BadMigration("reason-missing", field="reason", shortest=SHORTEST)
    said = reason.replace("\0", "").strip()[:LONGEST]
    return engine.begin_migration(session, chosen, actor=actor.id, reason=said, canary=canary)


def extend_migration(session: Session, package: str, migration_id: int, *, actor: Actor) -> int:
    """The rest of the cases, after the canary."""
    demand(session, actor, package, "migrate")
    return engine.extend_migration(session, migration_of(session, package, migration_id).id, actor=actor.id)


def revert_migration(session: Session, package: str, migration_id: int, *, actor: Actor) -> int:
    """Every migrated case back to the very state it had, unless it has moved on."""
    demand(session, actor, package, "migrate")
    return engine.revert_migration(session, migration_of(session, package, migration_id).id, actor=actor.id)


def migration_of(session: Session, package: str, migration_id: int) -> engine.Migration:
    """The package's migration of this number."""
    found = engine.get_migration(session, migration_id)
    version = packages.get_version(session, found.to_version_id)
    if version is None or version.package != package:
        raise engine.NoSuchMigration("no-such-migration", migration_id=migration_id)
    return found


def migrations(session: Session, package: str) -> list[engine.Migration]:
    """The package's migrations, the latest first."""
    ids = {version.id for version in engine.versions(session, package)}
    return [each for each in engine.migrations(session, limit=200) if each.to_version_id in ids]
