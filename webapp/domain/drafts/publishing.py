"""Publish a draft, or an older version again: checked, reviewed where the package asks for it, with release notes.

Everything is one transaction: the version, its notes, the end of the draft. Whatever stands on the page is named in
the request by its hash, so that nobody publishes or approves what they have not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

import engine
from webapp.domain import packages, wording
from webapp.domain.drafts import store
from webapp.domain.drafts.findings import findings, stops_publishing
from webapp.domain.drafts.models import Draft, DraftRevision, Publication, Review
from webapp.domain.drafts.operations import close
from webapp.domain.drafts.policy import asks_for_review, demand
from webapp.domain.people import Actor

SHORTEST, LONGEST = 2, 4000
Prove = Callable[[Mapping[str, bytes]], Sequence[wording.FieldRefused]]


class NotPublishable(wording.FieldRefused):
    """The draft cannot be published as it stands, and why."""


class OtherContent(engine.EngineError):
    """The draft or what is live has changed since the page was shown."""


@dataclass(frozen=True)
class Readiness:
    """What stands between a draft and its publication."""

    digest: str
    live: engine.Version | None
    errors: int
    asks_for_review: bool
    reviews: list[Review]
    writers: frozenset[str]

    @property
    def review(self) -> Review | None:
        """The last word on exactly this content."""
        return next((each for each in self.reviews if each.digest == self.digest), None)

    @property
    def is_reviewed(self) -> bool:
        return self.review is not None and self.review.approves

    @property
    def may_go(self) -> bool:
        return not self.errors and (self.is_reviewed or not self.asks_for_review)


@dataclass(frozen=True)
class Seen:
    """What the page showed: the content of the draft, and what was live."""

    digest: str
    live: int | None


@dataclass(frozen=True)
class Words:
    """What was written on the page, and what stood on it."""

    seen: Seen
    notes: str


def readiness(session: Session, draft: Draft, *, handlers: Collection[str]) -> Readiness:
    """How far a draft is from being published."""
    reviews = session.scalars(select(Review).where(Review.draft_id == draft.id).order_by(Review.id.desc())).all()
    found = findings(store.files(session, draft.id), handlers=handlers)
    return Readiness(store.digest(session, draft.id), engine.latest_version(session, draft.package),
                     stops_publishing(found), asks_for_review(session, draft.package), list(reviews),
                     writers(session, draft))


def writers(session: Session, draft: Draft) -> frozenset[str]:
    """Whoever saved anything since the draft was begun: they do not review their own work."""
    begun = draft.begun_from == "version"
    changed = select(DraftRevision.saved_by).where(DraftRevision.draft_id == draft.id,
                                                   DraftRevision.number > (1 if begun else 0))
    return frozenset(session.scalars(changed.distinct()))


def review(session: Session, package: str, *, seen: Seen, approves: bool, note: str, actor: Actor) -> Review:
    """Another owner's word on exactly what they saw."""
    demand(session, actor, package, "review")
    draft = store.hold(session, package)
    _demand_seen(session, draft, seen)
    if actor.id in writers(session, draft):
        raise NotPublishable("review-own-work", field="note")
    if not approves and len(note.strip()) < SHORTEST:
        raise NotPublishable("reason-missing", field="note", shortest=SHORTEST)
    row = Review(draft_id=draft.id, digest=seen.digest, approves=approves, note=_text(note),
                 reviewed_by=actor.id, reviewed_at=engine.now())
    session.add(row)
    session.flush()
    return row


def publish(session: Session, package: str, words: Words, *, actor: Actor, handlers: Collection[str],
            prove: Prove) -> engine.Version:
    """Make the draft the live version; new cases begin in it, running ones go on in theirs.

    `prove` plays the package's examples and tells what no longer goes as it went.
    """
    demand(session, actor, package, "publish")
    draft = store.hold(session, package)
    _demand_seen(session, draft, words.seen)
    ready = readiness(session, draft, handlers=handlers)
    if ready.errors:
        raise NotPublishable("publish-errors", field="notes", count=ready.errors)
    if ready.asks_for_review and not ready.is_reviewed:
        raise NotPublishable("publish-unreviewed", field="notes")
    _demand_notes(words.notes)
    files = store.files(session, draft.id)
    for refusal in prove(files):
        raise refusal
    version = _deploy(session, files, ready.live, actor=actor, handlers=handlers)
    reviewer = ready.review.reviewed_by if ready.is_reviewed and ready.review else None
    _note(session, version, Publication(draft_id=draft.id, notes=_text(words.notes), reviewed_by=reviewer), actor)
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
    _note(session, version, Publication(again_version_id=old.id, notes=_text(notes)), actor)
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
    engine.record(session, instance_id=None, kind="version.published", actor=actor.id, facts={
        "package": version.package, "number": version.number, "version_id": version.id, "again": row.again_version_id})
    session.flush()


def _demand_seen(session: Session, draft: Draft, seen: Seen) -> None:
    live = engine.latest_version(session, draft.package)
    if seen.digest != store.digest(session, draft.id) or seen.live != (live.id if live else None):
        raise OtherContent("publish-moved-on", package=draft.package)


def _demand_notes(notes: str) -> None:
    if len(notes.strip()) < SHORTEST:
        raise NotPublishable("publish-notes-missing", field="notes")


def _text(words: str) -> str:
    return words.replace("\0", "").strip()[:LONGEST]
