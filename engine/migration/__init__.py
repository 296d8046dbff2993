"""Running cases move to another version of their package: plan, try, migrate, and exactly back.

A plan says for every element of the old version where its tokens go on; it is proposed by id and likeness and
edited by hand. Trying it goes through all live cases and writes nothing. Migrating writes one row for each case
and lets workers take them, some at a time: one that is killed leaves its cases to the next. What a case was is
kept, so that it goes back to the very state, as long as it has not moved on. docs/engine/migration.md tells more.
"""

from engine.migration.batch import (
    begin_migration,
    extend_migration,
    get_migration,
    is_migration_due,
    migration_cases,
    migration_progress,
    migrations,
    revert_migration,
    step_migrations,
)
from engine.migration.matching import Match, Plan
from engine.migration.plans import CaseReport, edited, plan_migration, try_migration

__all__ = [
    "CaseReport",
    "Match",
    "Plan",
    "begin_migration",
    "edited",
    "extend_migration",
    "get_migration",
    "is_migration_due",
    "migration_cases",
    "migration_progress",
    "migrations",
    "plan_migration",
    "revert_migration",
    "step_migrations",
    "try_migration",
]
