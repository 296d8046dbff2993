"""Reading what was deployed: versions by package and number, their files and their processes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select, tuple_

from engine import spiff
from engine.definitions import frozen
from engine.errors import NoSuchFile, NoSuchVersion
from engine.store import engine_version
from engine.store.rows import Version, read
from engine.store.types import Session


def latest_version(session: Session, package: str) -> Version | None:
    """The newest version of a package, if it was ever deployed."""
    found = versions(session, package, limit=1)
    return found[0] if found else None


def newest_versions(session: Session) -> list[Version]:
    """The newest version of every package that was ever deployed, by the packages' names."""
    newest = select(engine_version.c.package, func.max(engine_version.c.number)).group_by(engine_version.c.package)
    named = tuple_(engine_version.c.package, engine_version.c.number)
    return _read(session, select(engine_version).where(named.in_(newest)).order_by(engine_version.c.package))


def versions(session: Session, package: str, *, limit: int | None = None) -> list[Version]:
    """All versions of a package, newest first."""
    query = select(engine_version).where(engine_version.c.package == package)
    return _read(session, query.order_by(engine_version.c.number.desc()).limit(limit))


def get_version(session: Session, version_id: int) -> Version:
    """The version of this id."""
    found = _read(session, select(engine_version).where(engine_version.c.id == version_id))
    if not found:
        raise NoSuchVersion("no-such-version", version_id=version_id)
    return found[0]


def packages(session: Session) -> list[str]:
    """The names of all packages that were ever deployed."""
    query = select(engine_version.c.package).distinct().order_by(engine_version.c.package)
    return list(session.execute(query).scalars())


def file(session: Session, version_id: int, path: str) -> bytes:
    """One frozen file."""
    files = frozen.files(session, version_id)
    if path not in files:
        raise NoSuchFile("no-such-file", version_id=version_id, path=path)
    return files[path]


def files(session: Session, version_id: int) -> Mapping[str, bytes]:
    """All frozen files by path."""
    return frozen.files(session, version_id)


def file_paths(session: Session, version_id: int) -> list[str]:
    """The paths of all frozen files."""
    return list(frozen.files(session, version_id))


def processes(session: Session, version_id: int) -> list[spiff.Process]:
    """The processes of a version with their elements."""
    return list(frozen.program(session, version_id).processes.values())


def _read(session: Session, query: Any) -> list[Version]:
    return [read(Version, row) for row in session.execute(query).mappings()]
