"""The studio's shelves: every package the actor may work on, with its live version and its open draft."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

import engine
from webapp.domain import packages
from webapp.domain.drafts import store
from webapp.domain.drafts.models import Draft, OpenDraft
from webapp.domain.drafts.policy import Right, rights
from webapp.domain.people import Actor
from webapp.processes import MANIFEST, NotAPackage, read_manifest

KINDS = ("bpmn", "forms", "dmn", "documents", "i18n", "examples", "")


@dataclass(frozen=True)
class Shelf:
    """One package: how it is called, what is live, what is being drafted, what the actor may do."""

    package: str
    name: str
    live: engine.Version | None
    draft: Draft | None
    rights: frozenset[Right]


def shelves(session: Session, actor: Actor, locale: str) -> list[Shelf]:
    """Every package that is the actor's to work on, drafts first."""
    keys = {*engine.packages(session), *session.scalars(select(OpenDraft.package))}
    found = [shelf for key in sorted(keys) if (shelf := shelf_of(session, actor, key, locale)) is not None]
    return sorted(found, key=lambda shelf: shelf.draft is None)


def shelf_of(session: Session, actor: Actor, package: str, locale: str) -> Shelf | None:
    """One of them, if there is such a package and it is the actor's."""
    live, draft = engine.latest_version(session, package), store.open_draft(session, package)
    may = rights(session, actor, package)
    if not may or (live is None and draft is None):
        return None
    return Shelf(package, _name(session, package, live, draft, locale), live, draft, may)


def kinds(paths: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Paths under their kind, in the order a reader looks for them."""
    listed = list(paths)
    return [(kind, [path for path in listed if _kind(path) == kind]) for kind in KINDS]


def _kind(path: str) -> str:
    folder = path.partition("/")[0] if "/" in path else ""
    return folder if folder in KINDS else "documents"


def _name(session: Session, package: str, live: engine.Version | None, draft: Draft | None, locale: str) -> str:
    if draft is not None:
        file = store.read(session, draft.id, MANIFEST)
        try:
            said = read_manifest(file.content if file else b"")
        except NotAPackage:
            return packages.name_of(session, live.id, locale) if live else package
        return said.name if locale.startswith("zh") else said.name_en
    return packages.name_of(session, live.id, locale) if live else package
