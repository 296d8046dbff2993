"""Revisions of a draft's files: read what holds now, save the next one, never change an old one."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

import engine
from webapp.domain.drafts.contents import (
    LARGEST_PACKAGE,
    MOST_FILES,
    BadFile,
    judge,
    judge_path,
)
from webapp.domain.drafts.models import Draft, DraftContent, DraftRevision, OpenDraft

PACKING = 6


class DraftConflict(engine.EngineError):
    """Somebody saved the file since it was read; what they saved stands, and nothing is lost."""


class DraftClosed(engine.EngineError):
    """The draft was published or thrown away in the meantime."""


@dataclass(frozen=True)
class DraftFile:
    """A file as it stands in a draft."""

    path: str
    revision: int
    content: bytes
    saved_by: str
    saved_at: datetime


def open_draft(session: Session, package: str) -> Draft | None:
    """The draft of this package that is being worked on."""
    return session.scalar(select(Draft).join(OpenDraft, OpenDraft.draft_id == Draft.id)
                          .where(OpenDraft.package == package))


def hold(session: Session, package: str) -> Draft:
    """The same, locked: whoever saves waits for whoever saves just now."""
    row = session.scalar(select(OpenDraft).where(OpenDraft.package == package).with_for_update())
    draft = session.get(Draft, row.draft_id) if row else None
    if draft is None:
        raise DraftClosed("draft-closed", package=package)
    return draft


def heads(session: Session, draft_id: int) -> dict[str, DraftRevision]:
    """What holds now of every file that was not removed, by path."""
    found = _newest(session, draft_id)
    return {path: row for path, row in sorted(found.items()) if row.sha256 is not None}


def revisions(session: Session, draft: Draft, path: str = "", *, limit: int = 100) -> list[DraftRevision]:
    """The history of one of a draft's files, or of all since it was begun from a version; the latest first."""
    query = select(DraftRevision).where(DraftRevision.draft_id == draft.id)
    if path:
        query = query.where(DraftRevision.path == path)
    elif draft.base_version_id is not None:
        begun = engine.file_paths(session, draft.base_version_id)
        query = query.where(or_(DraftRevision.number > 1, DraftRevision.path.not_in(begun)))
    return list(session.scalars(query.order_by(DraftRevision.id.desc()).limit(limit)))


def read(session: Session, draft_id: int, path: str) -> DraftFile | None:
    """One file as it stands."""
    row = _head(session, draft_id, path)
    if row is None or row.sha256 is None:
        return None
    return DraftFile(path, row.number, content(session, row.sha256), row.saved_by, row.saved_at)


def read_revision(session: Session, draft_id: int, path: str, number: int) -> DraftFile | None:
    """One file as it was."""
    row = session.scalar(select(DraftRevision).where(
        DraftRevision.draft_id == draft_id, DraftRevision.path == path, DraftRevision.number == number))
    if row is None or row.sha256 is None:
        return None
    return DraftFile(path, row.number, content(session, row.sha256), row.saved_by, row.saved_at)


def files(session: Session, draft_id: int) -> dict[str, bytes]:
    """The whole package as it stands."""
    rows = heads(session, draft_id)
    hashes = {row.sha256 for row in rows.values()}
    packed = {row.sha256: row.packed for row in session.scalars(
        select(DraftContent).where(DraftContent.sha256.in_(hashes)))}
    return {path: zlib.decompress(packed[row.sha256 or ""]) for path, row in rows.items()}


def changed(session: Session, draft: Draft) -> list[str]:
    """The files that are not what the draft was begun from; of a package that begins, none stands out."""
    if draft.base_version_id is None:
        return []
    base = {path: hashlib.sha256(content).hexdigest() for path, content in files_of(session, draft.base_version_id).items()}
    return [path for path, row in heads(session, draft.id).items() if row.sha256 != base.get(path)]


def files_of(session: Session, version_id: int) -> dict[str, bytes]:
    """Every file that was frozen with a version."""
    return {path: engine.file(session, version_id, path) for path in engine.file_paths(session, version_id)}


def content(session: Session, sha256: str) -> bytes:
    """The bytes of a revision."""
    return zlib.decompress(session.get_one(DraftContent, sha256).packed)


def digest(session: Session, draft_id: int) -> str:
    """The hash of everything that stands: what a review is about."""
    return digest_of({path: row.sha256 or "" for path, row in heads(session, draft_id).items()})


def digest_of_files(files: Mapping[str, bytes]) -> str:
    """The hash of these files, as a draft that holds them has it."""
    return digest_of({path: hashlib.sha256(content).hexdigest() for path, content in files.items()})


def digest_of(hashes: Mapping[str, str]) -> str:
    """The hash of files by the hashes of their contents."""
    listed = "".join(f"{sha256} {path}\n" for path, sha256 in sorted(hashes.items()))
    return hashlib.sha256(listed.encode()).hexdigest()


def put(session: Session, draft: Draft, path: str, new: bytes, *, expects: int, by: str) -> DraftRevision:
    """Save a file over the revision its editor began from; the draft is held. The same content again is no revision."""
    judge(path, new, package=draft.package)
    head = _head(session, draft.id, path)
    found = head.number if head is not None and head.sha256 is not None else 0
    sha256 = hashlib.sha256(new).hexdigest()
    if head is not None and head.sha256 == sha256:
        return head
    if expects != found:
        raise DraftConflict("draft-conflict", path=path, by=head.saved_by if head else "")
    if head is None or head.sha256 is None:
        _leave_room(session, draft, len(new))
    return add(session, draft, path, new, number=(head.number if head else 0) + 1, by=by)


def add(session: Session, draft: Draft, path: str, new: bytes, *, number: int, by: str) -> DraftRevision:
    """Write a revision of which everything is known."""
    return _write(session, draft, path, number, _keep(session, new), by)


def remove(session: Session, draft: Draft, path: str, *, expects: int | None, by: str) -> None:
    """Take a file away; its revisions stay and can be brought back."""
    head = _head(session, draft.id, judge_path(path))
    if head is None or head.sha256 is None:
        raise BadFile("draft-no-file", field="path", path=path)
    if expects is not None and expects != head.number:
        raise DraftConflict("draft-conflict", path=path, by=head.saved_by)
    _write(session, draft, path, head.number + 1, None, by)


def _write(session: Session, draft: Draft, path: str, number: int, sha256: str | None, by: str) -> DraftRevision:
    row = DraftRevision(draft_id=draft.id, path=path, number=number, sha256=sha256, saved_by=by, saved_at=engine.now())
    session.add(row)
    session.flush()
    return row


def _keep(session: Session, new: bytes) -> str:
    sha256 = hashlib.sha256(new).hexdigest()
    if session.get(DraftContent, sha256) is None:
        session.add(DraftContent(sha256=sha256, packed=zlib.compress(new, PACKING), size=len(new)))
        session.flush()
    return sha256


def _head(session: Session, draft_id: int, path: str) -> DraftRevision | None:
    return session.scalar(select(DraftRevision).where(DraftRevision.draft_id == draft_id, DraftRevision.path == path)
                          .order_by(DraftRevision.number.desc()).limit(1))


def _newest(session: Session, draft_id: int) -> dict[str, DraftRevision]:
    last = (select(DraftRevision.path, func.max(DraftRevision.number).label("number"))
            .where(DraftRevision.draft_id == draft_id).group_by(DraftRevision.path).subquery())
    rows = session.scalars(select(DraftRevision).join(
        last, (last.c.path == DraftRevision.path) & (last.c.number == DraftRevision.number))
        .where(DraftRevision.draft_id == draft_id))
    return {row.path: row for row in rows}


def _leave_room(session: Session, draft: Draft, more: int) -> None:
    rows = heads(session, draft.id)
    sizes = session.scalar(select(func.sum(DraftContent.size)).where(
        DraftContent.sha256.in_({row.sha256 for row in rows.values()}))) or 0
    if len(rows) >= MOST_FILES or sizes + more > LARGEST_PACKAGE:
        raise BadFile("draft-package-full", field="content", files=MOST_FILES, megabytes=LARGEST_PACKAGE // 1_000_000)
