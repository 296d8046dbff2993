"""What stands between a draft and its publication: errors, a newer version, and another owner's word where it is asked for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

import engine
from webapp.domain import wording
from webapp.domain.drafts import store, telling
from webapp.domain.drafts.findings import findings, stops_publishing
from webapp.domain.drafts.models import Draft, DraftRevision, Review, ReviewRequest
from webapp.domain.drafts.policy import asks_for_review, demand
from webapp.domain.drafts.updating import is_overtaken
from webapp.domain.people import Actor

SHORTEST, LONGEST = 2, 4000


class NotPublishable(wording.FieldRefused):
    """The draft cannot be published as it stands, and why."""


class OtherContent(engine.EngineError):
    """The draft or what is live has changed since the page was shown."""


@dataclass(frozen=True)
class Readiness:
    """What stands between a draft and its publication."""

    digest: str
    live: engine.Version | None
    is_overtaken: bool
    is_unchanged: bool
    errors: int
    asks_for_review: bool
    reviews: list[Review]
    request: ReviewRequest | None
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
        is_sound = not (self.errors or self.is_overtaken or self.is_unchanged)
        return is_sound and (self.is_reviewed or not self.asks_for_review)


@dataclass(frozen=True)
class Seen:
    """What the page showed: the content of the draft, and what was live."""

    digest: str
    live: int | None


def readiness(session: Session, draft: Draft, *, handlers: Collection[str]) -> Readiness:
    """How far a draft is from being published."""
    reviews = session.scalars(select(Review).where(Review.draft_id == draft.id).order_by(Review.id.desc())).all()
    found = findings(store.files(session, draft.id), handlers=handlers)
    live, digest = engine.latest_version(session, draft.package), store.digest(session, draft.id)
    is_unchanged = live is not None and digest == store.digest_of_files(store.files_of(session, live.id))
    return Readiness(digest, live, is_overtaken(draft, live), is_unchanged, stops_publishing(found),
                     asks_for_review(session, draft.package), list(reviews), _request(session, draft, digest),
                     writers(session, draft))


def writers(session: Session, draft: Draft) -> frozenset[str]:
    """Whoever saved anything since the draft was begun: they do not review their own work."""
    begun = draft.begun_from == "version"
    changed = select(DraftRevision.saved_by).where(DraftRevision.draft_id == draft.id,
                                                   DraftRevision.number > (1 if begun else 0))
    return frozenset(session.scalars(changed.distinct()))


def ask_for_review(session: Session, package: str, *, seen: Seen, actor: Actor) -> ReviewRequest:
    """Ask whoever may review for their word on exactly what one sees; asked again, it is the same request."""
    demand(session, actor, package, "draft")
    draft = store.hold(session, package)
    demand_seen(session, draft, seen)
    known = _request(session, draft, seen.digest)
    if known is not None:
        return known
    row = ReviewRequest(draft_id=draft.id, digest=seen.digest, asked_by=actor.id, asked_at=engine.now())
    session.add(row)
    telling.review_asked(session, draft, writers(session, draft), by=actor.id)
    session.flush()
    return row


def review(session: Session, package: str, *, seen: Seen, approves: bool, note: str, actor: Actor) -> Review:
    """Another owner's word on exactly what they saw."""
    demand(session, actor, package, "review")
    draft = store.hold(session, package)
    demand_seen(session, draft, seen)
    written = writers(session, draft)
    if actor.id in written:
        raise NotPublishable("review-own-work", field="note")
    if not approves and len(note.strip()) < SHORTEST:
        raise NotPublishable("reason-missing", field="note", shortest=SHORTEST)
    row = Review(draft_id=draft.id, digest=seen.digest, approves=approves, note=text(note),
                 reviewed_by=actor.id, reviewed_at=engine.now())
    session.add(row)
    telling.reviewed(session, draft, row, written)
    session.flush()
    return row


def demand_seen(session: Session, draft: Draft, seen: Seen) -> None:
    """Refuse whoever decides on what no longer stands."""
    live = engine.latest_version(session, draft.package)
    if seen.digest != store.digest(session, draft.id) or seen.live != (live.id if live else None):
        raise OtherContent("publish-moved-on", package=draft.package)


def text(words: str) -> str:
    """A note as it is kept."""
    return words.replace("\0", "").strip()[:LONGEST]


def _request(session: Session, draft: Draft, digest: str) -> ReviewRequest | None:
    return session.scalar(select(ReviewRequest).where(ReviewRequest.draft_id == draft.id, ReviewRequest.digest == digest))
