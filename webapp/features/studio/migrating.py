"""The wizard: what continues as what, what that means for every case, a canary, the rest, and the way back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

import engine
from webapp.db import db
from webapp.domain import drafts, projects, wording
from webapp.features import locale, row_number
from webapp.features.studio import blueprint
from webapp.features.studio.access import said, shelf_or_404
from webapp.transaction import transaction

MOST_CASES = 300
NOTHING = "-"
UNDER_WAY = frozenset({"waiting", "reverting"})


@blueprint.get("/studio/<package>/migration")
def plan(package: str) -> ResponseReturnValue:
    """Choose versions, edit what continues as what, and see what it would mean; nothing is written."""
    return _page(package)


@blueprint.post("/studio/<package>/migrations")
def migrate(package: str) -> ResponseReturnValue:
    """Begin: the canary or all."""
    shelf_or_404(package)
    try:
        with transaction() as rows:
            chosen = _plan(rows, package)
            begun = drafts.begin_migration(rows, package, chosen, reason=request.form.get("reason", ""),
                                           canary=_canary(), actor=g.actor)
    except drafts.MayNot:
        raise
    except engine.EngineError as refusal:
        return _page(package, refusal), 422
    return redirect(url_for("studio.migration", package=package, migration_id=begun.id))


@blueprint.get("/studio/<package>/migrations/<int:migration_id>")
def migration(package: str, migration_id: int) -> ResponseReturnValue:
    """How far it is, and what became of every case."""
    shelf = shelf_or_404(package)
    session = db.session()
    chosen = drafts.migration_of(session, package, migration_id)
    progress = engine.migration_progress(session, chosen.id)
    cases = engine.migration_cases(session, chosen.id, limit=MOST_CASES)
    return render_template(
        "studio/migration.html", shelf=shelf, migration=chosen, progress=progress, cases=cases, told=_told_case,
        names=_case_names(session, [case.instance_id for case in cases]),
        runs=not UNDER_WAY.isdisjoint(progress), left=engine.count_live(session, package).get(chosen.from_version_id, 0),
        versions={each.id: each.number for each in engine.versions(session, package)})


@blueprint.post("/studio/<package>/migrations/<int:migration_id>/extension")
def extend(package: str, migration_id: int) -> ResponseReturnValue:
    """After the canary, the rest."""
    return _step(package, migration_id, lambda rows: drafts.extend_migration(rows, package, migration_id, actor=g.actor),
                 gettext("More cases are in line: %(count)s."))


@blueprint.post("/studio/<package>/migrations/<int:migration_id>/reversal")
def revert(package: str, migration_id: int) -> ResponseReturnValue:
    """Back to the very state."""
    return _step(package, migration_id, lambda rows: drafts.revert_migration(rows, package, migration_id, actor=g.actor),
                 gettext("Cases on their way back: %(count)s."))


def _step(package: str, migration_id: int, do: Callable[[Session], int], done: str) -> ResponseReturnValue:
    shelf_or_404(package)
    with transaction() as rows:
        count = do(rows)
    flash(done % {"count": count}, "good")
    return redirect(url_for("studio.migration", package=package, migration_id=migration_id))


def _page(package: str, refusal: engine.EngineError | None = None) -> str:
    shelf = shelf_or_404(package)
    session = db.session()
    versions, live = engine.versions(session, package), engine.count_live(session, package)
    old, new = _chosen(versions, live)
    chosen, reports, trouble = None, [], said(refusal) if refusal else ""
    if old is not None and new is not None and old != new:
        try:
            chosen = _plan(session, package)
            reports = list(engine.try_migration(session, chosen, limit=MOST_CASES))
        except engine.EngineError as wrong:
            chosen = drafts.plan(session, package, old, new)
            trouble = trouble or said(wrong)
    targets = sorted({match.to for match in chosen.matches if match.to} | _elements(session, new)) if chosen and new else []
    return render_template(
        "studio/migrate.html", shelf=shelf, versions=versions, live=live, old=old, new=new, plan=chosen, reports=reports,
        counts=Counter(report.verdict for report in reports), targets=targets, trouble=trouble, told=_told,
        names=_case_names(session, [report.instance_id for report in reports]), typed=request.values,
        migrations=drafts.migrations(session, package), may_migrate="migrate" in shelf.rights)


def _chosen(versions: list[engine.Version], live: Mapping[int, int]) -> tuple[int | None, int | None]:
    """The versions that were asked for; else from the newest older one with cases to the newest."""
    asked = {name: request.values.get(name, "") for name in ("from", "to")}
    older = next((each.id for each in versions[1:] if live.get(each.id)), None)
    return (row_number(asked["from"]) if asked["from"] else older,
            row_number(asked["to"]) if asked["to"] else versions[0].id if versions else None)


def _plan(session: Session, package: str) -> engine.Plan:
    """The plan as the page's fields say it."""
    old, new = _chosen(engine.versions(session, package), engine.count_live(session, package))
    edits = {name.removeprefix("to:"): None if to == NOTHING else to
             for name, to in request.values.items() if name and name.startswith("to:")}
    one, other = request.values.get("element", ""), request.values.get("counterpart", "")
    if one and other:
        edits[one] = None if other == NOTHING else other
    return drafts.plan(session, package, old or 0, new or 0, edits, timers=request.values.get("timers", "keep"))


def _elements(session: Session, version_id: int) -> set[str]:
    return {f"{process.process_id}/{element.id}" for process in engine.processes(session, version_id)
            for element in process.elements}


def _canary() -> int | None:
    told = request.form.get("canary", "").strip()
    return row_number(told) if told else None


def _told(messages: tuple[engine.Said, ...]) -> list[str]:
    return [wording.sentence(each.message_id, each.facts, locale()) for each in messages]


def _told_case(case: engine.MigrationCase) -> list[str]:
    rows = [*case.told.get("why", []), *case.told.get("changes", [])]
    return [wording.sentence(each["id"], each["facts"], locale()) for each in rows]


def _case_names(session: Session, instance_ids: list[int]) -> dict[int, str]:
    """A case as people call it: its project."""
    return {instance_id: f"{project.code} {project.name}"
            for instance_id, project in projects.by_instances(session, instance_ids).items()}


