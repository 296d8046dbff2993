"""Publish a draft, or an older version again: checked, reviewed where the package asks for it, with release notes.

What takes long, the checks and the examples, is done before anything is locked, on files that are named by their hash;
then everything is one transaction: the version, its notes, the end of the draft. Whatever stands on the page is named
in the request by its hash too, so that nobody publishes or approves what they have not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

import engine
from webapp.domain import packages, wording
from webapp.domain.drafts import store, telling
from webapp.domain.drafts.models import Draft, Publication
from webapp.domain.drafts.operations import close
from webapp.domain.drafts.policy import demand
from webapp.domain.drafts.reviewing import (
    SHORTEST,
    NotPublishable,
    OtherContent,
    Readiness,
    Seen,
    demand_seen,
    readiness,
    text,
)
from webapp.domain.people import Actor

Play = Callable[[Mapping[str, bytes]], Sequence[wording.FieldRefused]]


@dataclass(frozen=True)
class Words:
    """What was written on the page, and what stood on it."""

    seen: Seen
    notes: str


@dataclass(frozen=True)
class Proof:
    """That the examples go as they went, of exactly one content."""

    digest: str


def prove(session: Session, package: str, words: Words, *, actor: Actor, handlers: Collection[str], play: Play) -> Proof:
    """Everything that could stop the publication, looked at before anybody has to wait for it.

    `play` plays the package's examples and tells what no longer goes as it went.
    """
    demand(session, actor, package, "publish")
    draft = store.open_draft(session, package)
    if draft is None:
        raise store.DraftClosed("draft-closed", package=package)
    _demand_ready(session, draft, words, handlers)
    files = store.files(session, draft.id)
    for refusal in play(files):
        raise refusal
    packages.look_ahead(files, handlers=handlers)
    return Proof(store.digest_of_files(files))


def publish(session: Session, package: str, words: Words, proof: Proof, *, actor: Actor,
            handlers: Collection[str]) -> engine.Version:
    """Make the draft the live version; new cases begin in it, running ones go on in theirs."""
    demand(session, actor, package, "publish")
    draft = store.hold(session, package)
    ready = _demand_ready(session, draft, words, handlers)
    if proof.digest != ready.digest:
        raise OtherContent("publish-moved-on", package=package)
    version = _deploy(session, store.files(session, draft.id), ready.live, actor=actor, handlers=handlers)
    reviewer = ready.review.reviewed_by if ready.is_reviewed and ready.review else None
    _note(session, version, Publication(draft_id=draft.id, notes=text(words.notes), reviewed_by=reviewer), actor)
    close(session, draft, by=actor.id, version_id=version.id)
    return version


def publish_again(session: Session, old: engine.Version, *, live: int, notes: str, actor: Actor,
                  handlers: Collection[str]) -> engine.Version:
    """Roll back: an older version's files as the newest version. They were checked and reviewed when they were new."""
    demand(session, actor, old.package, "publish")
    newest = packages.latest(session, old.package)
    if newest.id != live:
        raise OtherContent("publish-moved-on", package=old.package)
    _demand_notes(notes)
    version = _deploy(session, store.files_of(session, old.id), newest, actor=actor, handlers=handlers)
    _note(session, version, Publication(again_version_id=old.id, notes=text(notes)), actor)
    return version


def publications(session: Session, package: str) -> dict[int, Publication]:
    """What the studio published of a package, by version."""
    rows = session.scalars(select(Publication).where(Publication.package == package))
    return {row.version_id: row for row in rows}


def stands_before_disk(session: Session, package: str) -> engine.Version | None:
    """The live version, if the studio published it: what lies in the installation's folder waits for its owner then."""
    live = engine.latest_version(session, package)
    return live if live is not None and session.get(Publication, live.id) is not None else None


def _deploy(session: Session, files: Mapping[str, bytes], live: engine.Version | None, *,
            actor: Actor, handlers: Collection[str]) -> engine.Version:
    version = packages.deploy(session, files, actor=actor.id, handlers=handlers)
    if live is not None and version.id == live.id:
        raise NotPublishable("publish-nothing-changed", field="notes", number=live.number)
    return version


def _note(session: Session, version: engine.Version, row: Publication, actor: Actor) -> None:
    row.version_id, row.package = version.id, version.package
    row.published_by, row.published_at = actor.id, engine.now()
    session.add(row)
    telling.published(session, version, row)
    session.flush()


def _demand_ready(session: Session, draft: Draft, words: Words, handlers: Collection[str]) -> Readiness:
    demand_seen(session, draft, words.seen)
    ready = readiness(session, draft, handlers=handlers)
    if ready.is_overtaken and ready.live:
        raise NotPublishable("publish-overtaken", field="notes", number=ready.live.number)
    if ready.errors:
        raise NotPublishable("publish-errors", field="notes", count=ready.errors)
    if ready.asks_for_review and not ready.is_reviewed:
        raise NotPublishable("publish-unreviewed", field="notes")
    _demand_notes(words.notes)
    return ready


def _demand_notes(notes: str) -> None:
    if len(notes.strip()) < SHORTEST:
        raise NotPublishable("publish-notes-missing", field="notes")
