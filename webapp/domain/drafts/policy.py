"""Who may draft, review, publish and migrate a package: process owners, and whoever its live version names.

Rights are read from the version that is live, never from the draft: nobody writes a right into a draft and uses it.
"""

from __future__ import annotations

from typing import Literal

from sqlalchemy.orm import Session

import engine
from webapp.domain import packages
from webapp.domain.people import Actor

Right = Literal["draft", "review", "publish", "migrate"]
RIGHTS: tuple[Right, ...] = ("draft", "review", "publish", "migrate")
OWNERS = ("process_owner",)


class MayNot(engine.EngineError):
    """The actor may look at this package's drafts, but this is not theirs to do."""


def may_open_studio(session: Session, actor: Actor) -> bool:
    """Whether any package is the actor's to work on."""
    if not actor.is_staff:
        return False
    return actor.has(*OWNERS) or any(
        _rights(actor, _studio(session, version)) for version in engine.newest_versions(session))


def may_begin_packages(actor: Actor) -> bool:
    """A package that nobody has yet is begun by process owners."""
    return actor.is_staff and actor.has(*OWNERS)


def rights(session: Session, actor: Actor, package: str) -> frozenset[Right]:
    """What the actor may do with this package."""
    if not actor.is_staff:
        return frozenset()
    return _rights(actor, _said(session, package))


def _rights(actor: Actor, said: dict[str, object]) -> frozenset[Right]:
    return frozenset(right for right in RIGHTS if actor.has(*_roles(said, right)))


def demand(session: Session, actor: Actor, package: str, right: Right) -> None:
    """Refuse whoever does not have this right."""
    if right not in rights(session, actor, package):
        raise MayNot("studio-not-yours", package=package)


def asks_for_review(session: Session, package: str) -> bool:
    """Whether another owner must agree before this package is published: its live version says so."""
    return bool(_said(session, package).get("review_required"))


def roles_with(session: Session, package: str, right: Right) -> tuple[str, ...]:
    """The roles that carry this right."""
    return _roles(_said(session, package), right)


def _roles(said: dict[str, object], right: Right) -> tuple[str, ...]:
    named = said.get(right, OWNERS)
    if not isinstance(named, list) or not all(isinstance(role, str) for role in named):
        return OWNERS
    return (*OWNERS, *named) if right != "review" else tuple(named)


def _said(session: Session, package: str) -> dict[str, object]:
    version = engine.latest_version(session, package)
    return _studio(session, version) if version else {}


def _studio(session: Session, version: engine.Version) -> dict[str, object]:
    return dict(packages.manifest(session, version.id).studio)
