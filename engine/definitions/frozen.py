"""What a frozen version holds, kept in the process: contents and machines.

Everything is kept by the hash of the whole package, so that two databases in one process never show each other's files.
Which hash a row's id stands for is asked of its database once, and kept only when no rollback can give the id to another.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Transaction, select
from sqlalchemy.orm import SessionTransaction

from engine import spiff
from engine.errors import NoSuchVersion
from engine.store import engine_content, engine_file, engine_version
from engine.store.types import Session, database_of

Kept = TypeVar("Kept")


class Cache(Generic[Kept]):
    """The most recently used things; safe for threads, each thing made by one of them only."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._things: OrderedDict[str, Kept] = OrderedDict()
        self._lock = threading.RLock()

    def get(self, key: str, make: Callable[[], Kept]) -> Kept:
        """The thing under this key, made now if nobody asked for it lately."""
        with self._lock:
            if key not in self._things:
                self._things[key] = make()
                if len(self._things) > self.size:
                    self._things.popitem(last=False)
            self._things.move_to_end(key)
            return self._things[key]


_files: Cache[Mapping[str, bytes]] = Cache(32)
_programs: Cache[spiff.Program] = Cache(32)
_digests: WeakKeyDictionary[Engine, dict[int, str]] = WeakKeyDictionary()
_undoable: WeakKeyDictionary[SessionTransaction | Transaction, dict[int, str]] = WeakKeyDictionary()


def digest_of(session: Session, version_id: int) -> str:
    """The hash that names a version's whole content."""
    known = _digests.get(database_of(session), {})   # what is there is kept for good
    if version_id not in known:
        known = _known(session)
    if version_id not in known:
        query = select(engine_version.c.digest).where(engine_version.c.id == version_id)
        digest: str | None = session.execute(query).scalar_one_or_none()
        if digest is None:
            raise NoSuchVersion("no-such-version", version_id=version_id)
        known[version_id] = digest
    return known[version_id]


def may_be_undone(session: Session) -> None:
    """Forget the hashes that this transaction reads when it ends: it deploys, and the next one may get the same id."""
    _undoable[session.get_transaction() or session.begin()] = {}


def _known(session: Session) -> dict[int, str]:
    """The hashes of versions that were read already: of the database, or in a transaction that deploys its own."""
    transaction = session.get_transaction() if _undoable else None
    known = _undoable.get(transaction) if transaction is not None else None
    return _digests.setdefault(database_of(session), {}) if known is None else known


def files(session: Session, version_id: int) -> Mapping[str, bytes]:
    """All files of a version by path."""
    return _files.get(digest_of(session, version_id), lambda: _read_files(session, version_id))


def program(session: Session, version_id: int) -> spiff.Program:
    """The machine for a version; read once per process and shared by its threads."""
    return _programs.get(digest_of(session, version_id), lambda: spiff.reload(files(session, version_id)))


def read_program(digest: str, files: Mapping[str, bytes]) -> spiff.Program:
    """Make the machine of a checked package at its deployment, not at its first start."""
    return _programs.get(digest, lambda: spiff.reload(files))


def _read_files(session: Session, version_id: int) -> Mapping[str, bytes]:
    query = (
        select(engine_file.c.path, engine_content.c.bytes)
        .join(engine_content, engine_content.c.sha256 == engine_file.c.sha256)
        .where(engine_file.c.version_id == version_id)
        .order_by(engine_file.c.path)
    )
    return {path: bytes(content) for path, content in session.execute(query)}
