"""One case carried over, or exactly back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping

from engine import definitions, runtime, spiff
from engine.clock import now
from engine.migration.matching import Plan
from engine.migration.plans import adopted
from engine.runtime import Exchange
from engine.store import plain_facts
from engine.store.types import Session

Outcome = dict[str, Any]


def migrate(session: Session, row: RowMapping, plan: Plan) -> Outcome:
    """Carry a case over; what it was is kept in the row that this returns."""
    held = runtime.lock(session, row["instance_id"])
    if held.instance.ended_at is not None or held.instance.version_id != plan.from_version_id:
        return {"state": "gone"}
    found = adopted(session, held, plan)
    if found.problems or found.run is None:
        return {"state": "refused", "told": {"why": _said(found.problems)}}
    notes = _said(found.notes)
    stored = found.run.store()
    wanted = Exchange(
        stored.state, stored.values, plan.to_version_id, found.run.process_id, "instance.migrated", row["begun_by"],
        {"migration_id": row["migration_id"], "from_version_id": plan.from_version_id,
         "to_version_id": plan.to_version_id, "changes": notes},
    )
    revision = runtime.exchange(session, held, wanted, runtime.restored(session, held), found.run)
    return {"state": "migrated", "told": {"changes": notes}, "before": held.state,
            "before_process": held.instance.process_id, "revision": revision}


def revert(session: Session, row: RowMapping, plan: Plan) -> Outcome:
    """Bring back the very state that a case had, unless it has moved on."""
    held = runtime.lock(session, row["instance_id"])
    if held.instance.ended_at is not None or held.revision != row["revision"]:
        return {"state": "stayed", "told": {**row["told"], "why": [{"id": "migrate-moved-on", "facts": {}}]}}
    runtime.exchange(session, held, Exchange(
        row["before"], {}, plan.from_version_id, row["before_process"], "instance.migrated", row["begun_by"],
        {"migration_id": row["migration_id"], "from_version_id": plan.to_version_id,
         "to_version_id": plan.from_version_id, "reverted": True},
    ), runtime.restored(session, held), _as_it_was(session, row, plan))
    return {"state": "reverted", "before": None}


def refused(row: RowMapping, message_id: str, facts: dict[str, Any]) -> Outcome:
    """A case that cannot be carried over stays; one that cannot be brought back stays where it is."""
    state = "stayed" if row["state"] == "reverting" else "refused"
    return {"state": state, "told": {**row["told"], "why": [{"id": message_id, "facts": facts}]}}


def _as_it_was(session: Session, row: RowMapping, plan: Plan) -> spiff.Run:
    program = definitions.program(session, plan.from_version_id)
    return program.restore(row["before"], now(), runtime.surroundings(session, row["instance_id"], plan.from_version_id))


def _said(said: list[spiff.Said]) -> list[dict[str, Any]]:
    return [{"id": one.message_id, "facts": plain_facts(one.facts)} for one in said]
