"""Plans between two versions, and the dry run: what a plan would mean for every live case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import select

from engine import definitions, runtime, spiff
from engine.clock import now
from engine.errors import EngineError, MigrationRefused
from engine.migration.matching import Plan, propose
from engine.runtime import Held
from engine.store import engine_answers, engine_instance
from engine.store.rows import Instance
from engine.store.types import Session

Verdict = Literal["ok", "changes", "refused"]
PAGE = 200


@dataclass(frozen=True, slots=True)
class CaseReport:
    """What a plan means for one case: nothing to see, something to know, or why it stays where it is."""

    instance_id: int
    business_key: str | None
    verdict: Verdict
    told: tuple[spiff.Said, ...]


def plan_migration(session: Session, from_version_id: int, to_version_id: int) -> Plan:
    """Propose how the cases of one version go on in another."""
    old, new = (definitions.get_version(session, version) for version in (from_version_id, to_version_id))
    if old.package != new.package:
        raise MigrationRefused("migrate-other-package", from_package=old.package, to_package=new.package)
    if old.id == new.id:
        raise MigrationRefused("migrate-same-version", number=old.number)
    return Plan(old.id, new.id, propose(
        definitions.processes(session, old.id), definitions.processes(session, new.id)))


def edited(session: Session, plan: Plan, edits: Mapping[str, Any]) -> Plan:
    """The plan with edits written as `Plan.as_json` writes one; an unknown name is refused, not ignored."""
    known = {match.element: match for match in plan.matches}
    targets = {match.element for match in propose(
        definitions.processes(session, plan.to_version_id), [])}
    timers = edits.get("timers", "again" if plan.timers_again else "keep")
    if timers not in ("keep", "again"):
        raise MigrationRefused("plan-timers", found=timers)
    elements = edits.get("elements", {})
    if not isinstance(elements, Mapping):
        raise MigrationRefused("plan-unreadable")
    for element, to in elements.items():
        if element not in known or (to is not None and to not in targets):
            raise MigrationRefused("plan-unknown-element", element=element if element not in known else to)
    matches = tuple(
        replace(match, to=elements[match.element], by="nothing" if elements[match.element] is None else match.by)
        if match.element in elements else match for match in plan.matches
    )
    return replace(plan, matches=matches, timers_again=timers == "again")


def try_migration(session: Session, plan: Plan, *, limit: int | None = None) -> Iterator[CaseReport]:
    """Go through the live cases of the old version and say of each what the plan would do; nothing is written."""
    last, left = 0, limit
    while left is None or left > 0:
        page = live_cases(session, plan.from_version_id, after=last, limit=PAGE if left is None else min(PAGE, left))
        if not page:
            return
        for instance_id in page:
            seen = runtime.seen(session, instance_id)
            if seen is not None and seen.instance.ended_at is None:
                yield report(seen.instance, adopted(session, seen, plan))
        last = page[-1]
        left = left - len(page) if left is not None else None


def live_cases(session: Session, version_id: int, *, after: int = 0, limit: int | None = None) -> list[int]:
    """The cases of a version that have not ended, the oldest first."""
    case = engine_instance.c
    query = select(case.id).where(case.version_id == version_id, case.ended_at.is_(None), case.id > after)
    return list(session.execute(query.order_by(case.id).limit(limit)).scalars())


def adopted(session: Session, seen: Held, plan: Plan) -> spiff.Adopted:
    """A case as the new version would hold it."""
    old = definitions.program(session, seen.instance.version_id)
    new = definitions.program(session, plan.to_version_id)
    wishes = spiff.Wishes(plan.elements, plan.timers_again, _newly_read(session, seen.instance, old, new))
    try:
        found = spiff.adopt(
            old, new, seen.state, wishes, now(), runtime.surroundings(session, seen.instance.id, plan.to_version_id))
    except EngineError as error:
        return spiff.Adopted(problems=[spiff.Said(error.message_id, error.facts)])
    found.notes += _edited_forms(session, plan, found)
    return found


def report(instance: Instance, found: spiff.Adopted) -> CaseReport:
    """What is told of a case."""
    verdict: Verdict = "refused" if found.problems else "changes" if found.notes else "ok"
    told = tuple(found.problems or found.notes)
    return CaseReport(instance.id, instance.business_key, verdict, told)


def _newly_read(
    session: Session, instance: Instance, old: spiff.Program, new: spiff.Program
) -> dict[str, Any]:
    """Answers that the old version's expressions did not read and the new version's do."""
    names = new.routing_names - old.routing_names
    if not names:
        return {}
    query = (select(engine_answers.c.data).where(engine_answers.c.instance_id == instance.id)
             .order_by(engine_answers.c.at, engine_answers.c.revision))
    found: dict[str, Any] = {}
    for data in session.execute(query).scalars():
        found.update({name: value for name, value in data.items() if name in names})
    return found


def _edited_forms(session: Session, plan: Plan, found: spiff.Adopted) -> list[spiff.Said]:
    """Open tasks whose form is of the same name and another content."""
    if found.run is None:
        return []
    said = []
    for wait in found.run.waits():
        form = wait.task.form_id if wait.task else None
        path = f"forms/{form}.form"
        if form and _content(session, plan.from_version_id, path) not in (
            None, _content(session, plan.to_version_id, path)
        ):
            said.append(spiff.Said("note-form-edited", {"element": wait.element_id, "name": wait.name, "form": form}))
    return said


def _content(session: Session, version_id: int, path: str) -> bytes | None:
    return definitions.files(session, version_id).get(path)
