"""A draft that was overtaken: another version went live since it was begun, and its changes come in before it is published.

Publishing the draft as it is would silently undo them. Whatever only one side changed is taken as it is, files that
both changed are put together by lines, and what cannot be is decided by whoever updates the draft, file by file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

import engine
from webapp.domain import wording
from webapp.domain.drafts import contents, store
from webapp.domain.drafts.merging import merged
from webapp.domain.drafts.models import Draft
from webapp.domain.drafts.policy import demand
from webapp.domain.people import Actor

MINE, THEIRS = "mine", "theirs"
Change = bytes | None
"""A file's new content; None removes it."""


class NotUpdated(wording.FieldRefused):
    """A draft cannot be updated as it was asked for."""


@dataclass(frozen=True)
class Update:
    """What a newer version changed under a draft: what comes in by itself, and the files that both changed."""

    live: engine.Version
    taken: Mapping[str, Change] = field(default_factory=dict)
    asked: Mapping[str, Change] = field(default_factory=dict)


def is_overtaken(draft: Draft, live: engine.Version | None) -> bool:
    """Whether a version went live that the draft does not know."""
    return live is not None and live.id != draft.base_version_id


def update_of(session: Session, draft: Draft) -> Update | None:
    """What updating this draft would bring; None if it knows what is live."""
    live = engine.latest_version(session, draft.package)
    if live is None or not is_overtaken(draft, live):
        return None
    base = store.files_of(session, draft.base_version_id) if draft.base_version_id else {}
    mine, theirs = store.files(session, draft.id), store.files_of(session, live.id)
    taken: dict[str, Change] = {}
    asked: dict[str, Change] = {}
    for path in sorted({*base, *theirs}):
        was, own, new = base.get(path), mine.get(path), theirs.get(path)
        if new in (was, own):
            continue
        together = merged(was, own, new) if was and own and new else None
        if own == was:
            taken[path] = new
        elif together is not None and _is_sound(path, together, draft.package):
            taken[path] = together
        else:
            asked[path] = new
    return Update(live, taken, asked)


def update(session: Session, package: str, *, live: int, choices: Mapping[str, str], actor: Actor) -> Draft:
    """Bring in what went live meanwhile; `choices` says of each file that both changed whose it is to be."""
    demand(session, actor, package, "draft")
    draft = store.hold(session, package)
    found = update_of(session, draft)
    if found is None or found.live.id != live:
        raise NotUpdated("publish-moved-on", field="live", package=package)
    undecided = [path for path in found.asked if choices.get(path) not in (MINE, THEIRS)]
    if undecided:
        raise NotUpdated("update-undecided", field="choices", path=undecided[0])
    theirs = {path: new for path, new in found.asked.items() if choices[path] == THEIRS}
    for path, new in {**found.taken, **theirs}.items():
        _write(session, draft, path, new, actor)
    draft.base_version_id = found.live.id
    session.flush()
    return draft


def _write(session: Session, draft: Draft, path: str, new: Change, actor: Actor) -> None:
    head = store.heads(session, draft.id).get(path)
    if new is not None:
        store.put(session, draft, path, new, expects=head.number if head else 0, by=actor.id)
    elif head is not None:
        store.remove(session, draft, path, expects=None, by=actor.id)


def _is_sound(path: str, content: bytes, package: str) -> bool:
    """Whether the file can still be opened; lines that fit together may make no whole."""
    try:
        contents.judge(path, content, package=package)
    except contents.BadFile:
        return False
    return True
