"""Signed tree heads: one sentence that fixes the whole log up to here. They are mailed, so nobody can take them back.

The form is the transparency-log checkpoint: origin, size, root, time, and under a blank line the signature.
"""

from __future__ import annotations

import base64
import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

import engine
from webapp.domain.evidence import keys, log, merkle
from webapp.domain.evidence.anchors import offer
from webapp.domain.evidence.house import origin
from webapp.domain.evidence.models import Head, SigningKey

EARLIER_SHOWN = 50


def make_head(session: Session) -> Head:
    """Sign the log as it stands; a log that has not grown keeps its head."""
    size = log.length(session)
    newest = session.scalar(select(Head).order_by(Head.id.desc()).limit(1))
    key = keys.current(session, keys.LOG)
    if newest is not None and newest.size == size and newest.key_id == key.id:
        return newest
    root, at = merkle.root_of(log.nodes_of(session), size), engine.now()
    text = f"{origin()}\n{size}\n{base64.b64encode(root).decode()}\ntime {at:%Y-%m-%dT%H:%M:%SZ}\n"
    head = Head(size=size, root=root, note=_signed(text, key), key_id=key.id, at=at)
    session.add(head)
    session.flush()
    offer(session, head)
    return head


def earlier(session: Session, head: Head) -> list[Head]:
    """Heads before this one, the youngest of them; somebody may hold one of these in their hands."""
    query = select(Head).where(Head.id < head.id, Head.size > 0).order_by(Head.id.desc()).limit(EARLIER_SHOWN)
    return list(session.scalars(query))[::-1]


def _signed(text: str, key: SigningKey) -> str:
    name = text.split("\n")[0]
    known_as = hashlib.sha256(name.encode() + b"\n\x01" + key.certificate).digest()[:4]
    signature = base64.b64encode(known_as + keys.opened_log(key).sign(text.encode())).decode()
    return f"{text}\n— {name} {signature}\n"
