"""What stands of a package, to be read: the files of its open draft, else those of the version that is live."""

from __future__ import annotations

from sqlalchemy.orm import Session

from webapp.domain.drafts import store
from webapp.domain.drafts.queries import Shelf
from webapp.domain.drafts.store import DraftFile


def standing_files(session: Session, shelf: Shelf) -> dict[str, bytes]:
    """The whole package as a reader finds it."""
    if shelf.draft is not None:
        return store.files(session, shelf.draft.id)
    return store.files_of(session, shelf.live.id) if shelf.live else {}


def standing_file(session: Session, shelf: Shelf, path: str) -> DraftFile | None:
    """One file of it; a frozen one has revision 0, which no save can build on."""
    if shelf.draft is not None:
        return store.read(session, shelf.draft.id, path)
    files = standing_files(session, shelf)
    if shelf.live is None or path not in files:
        return None
    return DraftFile(path, 0, files[path], shelf.live.deployed_by, shelf.live.deployed_at)
