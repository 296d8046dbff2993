"""Migrations as rows: begun, taken case by case by any number of workers, extended, reverted, told.

A step is one transaction over a few cases. Workers claim them with SKIP LOCKED, the case before its instance;
nobody else locks in another order. What fails for one case is undone for that case alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import RowMapping, func, insert, select, update

from engine.clock import now
from engine.errors import EngineError, MigrationRefused, NoSuchMigration
from engine.history import record
from engine.migration import cases
from engine.migration.matching import Plan
from engine.migration.plans import edited, live_cases, plan_migration
from engine.store import engine_migration, engine_migration_case, plain_facts
from engine.store.rows import Migration, MigrationCase, read
from engine.store.types import Session

migration, case = engine_migration.c, engine_migration_case.c
TO_DO = ("waiting", "reverting")
# What a state of another time may lead to that nobody foresaw: the case stays, and says so.
UNFORESEEN = (LookupError, TypeError, ValueError, AttributeError, AssertionError)


def begin_migration(
    session: Session, plan: Plan, *, actor: str, reason: str, canary: int | None = None
) -> Migration:
    """Put the live cases of the old version in line, or only the `canary` oldest; workers take them from here."""
    if canary is not None and canary < 1:
        raise MigrationRefused("migrate-canary", found=canary)
    row = session.execute(
        insert(engine_migration).values(
            from_version_id=plan.from_version_id, to_version_id=plan.to_version_id, plan=plan.as_json(),
            reason=reason, begun_by=actor, begun_at=now(),
        ).returning(engine_migration)
    ).mappings().one()
    begun = read(Migration, row)
    put = _put_in_line(session, begun.id, live_cases(session, plan.from_version_id, limit=canary))
    _tell(session, begun, "migration.begun", actor, cases=put, canary=canary, reason=reason)
    return begun


def extend_migration(session: Session, migration_id: int, *, actor: str) -> int:
    """After the canary: put every other live case of the old version in line; how many."""
    found = _locked(session, migration_id)
    known = set(session.execute(select(case.instance_id).where(case.migration_id == migration_id)).scalars())
    rest = [one for one in live_cases(session, found.from_version_id) if one not in known]
    put = _put_in_line(session, migration_id, rest)
    _tell(session, found, "migration.extended", actor, cases=put)
    return put


def revert_migration(session: Session, migration_id: int, *, actor: str) -> int:
    """Put what was migrated in line for the way back, and let what still waits stay; how many go back."""
    found = _locked(session, migration_id)
    _turn(session, migration_id, "waiting", "stayed")
    turned = _turn(session, migration_id, "migrated", "reverting")
    _tell(session, found, "migration.reverting", actor, cases=turned)
    return turned


def is_migration_due(session: Session) -> bool:
    """Whether any case waits to be taken."""
    return session.execute(
        select(case.instance_id).where(case.state.in_(TO_DO)).limit(1)).first() is not None


def step_migrations(session: Session, *, limit: int = 20) -> int:
    """Take the next cases in line; how many were dealt with. The caller commits and calls again."""
    rows = session.execute(
        select(engine_migration_case, migration.plan, migration.to_version_id, migration.from_version_id,
               migration.begun_by)
        .join(engine_migration, migration.id == case.migration_id)
        .where(case.state.in_(TO_DO))
        .order_by(case.migration_id, case.instance_id).limit(limit)
        .with_for_update(of=engine_migration_case, skip_locked=True)
    ).mappings().all()
    plans: dict[int, Plan] = {}
    for row in rows:
        number = row["migration_id"]
        if number not in plans:
            plans[number] = _plan_of(session, row)
        _take(session, row, plans[number])
    return len(rows)


def get_migration(session: Session, migration_id: int) -> Migration:
    """The migration of this id."""
    found = session.execute(
        select(engine_migration).where(migration.id == migration_id)).mappings().one_or_none()
    if found is None:
        raise NoSuchMigration("no-such-migration", migration_id=migration_id)
    return read(Migration, found)


def migrations(session: Session, *, limit: int = 50) -> list[Migration]:
    """All migrations, the latest first."""
    query = select(engine_migration).order_by(migration.id.desc()).limit(limit)
    return [read(Migration, row) for row in session.execute(query).mappings()]


def migration_progress(session: Session, migration_id: int) -> dict[str, int]:
    """How many cases are how far: waiting, migrated, refused, gone, reverting, reverted, stayed."""
    query = (select(case.state, func.count()).where(case.migration_id == migration_id)
             .group_by(case.state).order_by(case.state))
    return {row[0]: row[1] for row in session.execute(query)}


def migration_cases(
    session: Session, migration_id: int, *, state: str | None = None, limit: int = 200
) -> list[MigrationCase]:
    """The cases of a migration, each with what changed for it or why it stays."""
    query = select(engine_migration_case).where(case.migration_id == migration_id)
    if state is not None:
        query = query.where(case.state == state)
    rows = session.execute(query.order_by(case.instance_id).limit(limit)).mappings()
    return [read(MigrationCase, row) for row in rows]


def _take(session: Session, row: RowMapping, plan: Plan) -> None:
    """Carry one case over or back; what comes of it stands in its row."""
    try:
        with session.begin_nested():
            back = row["state"] == "reverting"
            outcome = (cases.revert if back else cases.migrate)(session, row, plan)
    except EngineError as error:
        outcome = cases.refused(row, error.message_id, plain_facts(error.facts))
    except UNFORESEEN as error:
        outcome = cases.refused(row, "step-failed", {"error": f"{type(error).__name__}: {error}"})
    session.execute(
        update(engine_migration_case)
        .where(case.migration_id == row["migration_id"], case.instance_id == row["instance_id"])
        .values(at=now(), **outcome)
    )


def _plan_of(session: Session, row: RowMapping) -> Plan:
    proposed = plan_migration(session, row["from_version_id"], row["to_version_id"])
    return edited(session, proposed, row["plan"])


def _put_in_line(session: Session, migration_id: int, instance_ids: Iterable[int]) -> int:
    at = now()
    rows = [{"migration_id": migration_id, "instance_id": one, "state": "waiting", "told": {}, "at": at}
            for one in instance_ids]
    if rows:
        session.execute(insert(engine_migration_case), rows)
    return len(rows)


def _turn(session: Session, migration_id: int, state: str, to: str) -> int:
    turned: Any = session.execute(
        update(engine_migration_case)
        .where(case.migration_id == migration_id, case.state == state).values(state=to, at=now())
    )
    return int(turned.rowcount)


def _locked(session: Session, migration_id: int) -> Migration:
    query = select(engine_migration).where(migration.id == migration_id).with_for_update()
    if session.execute(query).first() is None:
        raise NoSuchMigration("no-such-migration", migration_id=migration_id)
    return get_migration(session, migration_id)


def _tell(session: Session, about: Migration, kind: str, actor: str, **facts: Any) -> None:
    record(session, instance_id=None, kind=kind, actor=actor, facts={
        "migration_id": about.id, "from_version_id": about.from_version_id,
        "to_version_id": about.to_version_id, **facts})
