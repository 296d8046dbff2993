"""Remarks about elements: written by who may draft or review, taken back by their writer; they outlive the draft."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

import engine
from webapp.domain import once
from webapp.domain.drafts.contents import BadFile, judge_path
from webapp.domain.drafts.models import ElementComment
from webapp.domain.drafts.policy import MayNot, rights
from webapp.domain.people import Actor

LONGEST = 4000
LONGEST_ELEMENT = 200
MOST = 500


def comments(session: Session, package: str, path: str = "") -> list[ElementComment]:
    """What is remarked about a file, or about the whole package."""
    query = select(ElementComment).where(ElementComment.package == package, ElementComment.removed_at.is_(None))
    if path:
        query = query.where(ElementComment.path == path)
    return list(session.scalars(query.order_by(ElementComment.id).limit(MOST)))


def comment(session: Session, package: str, path: str, element: str, text: str, *, actor: Actor,  # noqa: PLR0913
            nonce: str = "") -> ElementComment:
    """Remark something about an element; what one form sends twice is remarked once."""
    if not {"draft", "review"} & rights(session, actor, package):
        raise MayNot("studio-not-yours", package=package)
    judge_path(path)
    said = text.replace("\0", "").strip()
    if not said or len(said) > LONGEST:
        raise BadFile("comment-length", field="text", limit=LONGEST)
    if not element.strip() or len(element) > LONGEST_ELEMENT or "\0" in element:
        raise BadFile("comment-element", field="element")
    key = once.key_of(nonce, actor.id, package, path, element.strip(), said)
    if remarked := once.kept(session, ElementComment, key):
        return remarked
    row = ElementComment(package=package, path=path, element=element.strip(), text=said,
                         written_by=actor.id, written_at=engine.now(), idempotency_key=key)
    session.add(row)
    session.flush()
    return row


def take_back(session: Session, package: str, comment_id: int, *, actor: Actor) -> None:
    """Remove one's own remark; who may publish may remove any, because it is settled then."""
    row = session.get(ElementComment, comment_id)
    if row is None or row.package != package or row.removed_at is not None:
        raise BadFile("comment-gone", field="id")
    if row.written_by != actor.id and "publish" not in rights(session, actor, package):
        raise MayNot("studio-not-yours", package=package)
    row.removed_at, row.removed_by = engine.now(), actor.id
