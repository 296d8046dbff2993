"""Who is editing: rows that are renewed while a file is open, and forgotten a minute later."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

import engine
from webapp.domain import people
from webapp.domain.drafts import store
from webapp.domain.drafts.contents import judge_path
from webapp.domain.drafts.models import Draft, DraftPresence
from webapp.domain.drafts.policy import demand
from webapp.domain.people import Actor

LASTS = timedelta(seconds=60)


def note(session: Session, package: str, path: str, *, actor: Actor) -> Draft:
    """The actor has this file open now."""
    demand(session, actor, package, "draft")
    draft = store.hold(session, package)
    session.merge(DraftPresence(draft_id=draft.id, person=actor.id, path=judge_path(path), seen_at=engine.now()))
    session.flush()
    return draft


def others(session: Session, draft: Draft, actor: Actor) -> list[tuple[str, str]]:
    """Everybody else who has a file open: the name and the path."""
    rows = session.scalars(select(DraftPresence).where(
        DraftPresence.draft_id == draft.id, DraftPresence.person != actor.id,
        DraftPresence.seen_at > engine.now() - LASTS).order_by(DraftPresence.person)).all()
    names = people.named(session, [row.person for row in rows])
    return [(names.get(row.person, row.person), row.path) for row in rows]
