"""Deploying: a package is refused whole or frozen whole, as the next number of its name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping

from sqlalchemy import insert

from engine.clock import now
from engine.definitions import frozen
from engine.definitions.checks import check
from engine.definitions.schedule import schedule
from engine.definitions.versions import latest_version
from engine.errors import Finding, Refused
from engine.history import record
from engine.spiff import Profile
from engine.store import (
    engine_content,
    engine_file,
    engine_version,
    insert_missing,
    lock_name,
)
from engine.store.rows import Version, read
from engine.store.types import Session

Judge = Callable[[Mapping[str, bytes]], Iterable[Finding]]


def deploy(
    session: Session, package: str, files: Mapping[str, bytes], *, actor: str, profile: Profile = "strict",
    judge: Judge | None = None,
) -> Version:
    """Freeze these files as the package's next version; the same files again change nothing.

    `judge` checks in the engine's stead, where a product has more to object to; it is not asked about the same files again.
    """
    hashes = _hashes(files)
    digest = _digest(hashes)
    lock_name(session, f"package:{package}")
    latest = latest_version(session, package)
    if latest and frozen.digest_of(session, latest.id) == digest:
        return latest
    findings = list(judge(files) if judge else check(files, profile=profile))
    if any(finding.severity == "refusal" for finding in findings):
        raise Refused(findings if judge else [each for each in findings if each.severity == "refusal"])
    program = frozen.read_program(digest, files)
    number = latest.number + 1 if latest else 1
    version = _insert_version(session, package, number, digest, actor)
    _keep(session, version.id, hashes, files)
    schedule(session, version, program)
    record(session, instance_id=None, kind="version.deployed", actor=actor,
           facts={"package": package, "number": number, "version_id": version.id})
    return version


def read_ahead(files: Mapping[str, bytes]) -> None:
    """Make the machine of checked files before anybody has to wait for it; deploying the same files finds it made."""
    frozen.read_program(_digest(_hashes(files)), files)


def _hashes(files: Mapping[str, bytes]) -> dict[str, str]:
    return {path: hashlib.sha256(content).hexdigest() for path, content in sorted(files.items())}


def _digest(hashes: Mapping[str, str]) -> str:
    listed = "".join(f"{content} {path}\n" for path, content in hashes.items())
    return hashlib.sha256(listed.encode()).hexdigest()


def _insert_version(
    session: Session, package: str, number: int, digest: str, actor: str
) -> Version:
    frozen.may_be_undone(session)
    row = session.execute(
        insert(engine_version)
        .values(package=package, number=number, digest=digest, deployed_at=now(),
                deployed_by=actor)
        .returning(engine_version)
    )
    return read(Version, row.mappings().one())


def _keep(
    session: Session, version_id: int, hashes: Mapping[str, str], files: Mapping[str, bytes]
) -> None:
    if not files:
        return
    contents = {hashes[path]: content for path, content in files.items()}
    session.execute(
        insert_missing(engine_content),
        [{"sha256": sha256, "bytes": content} for sha256, content in sorted(contents.items())],
    )
    session.execute(
        insert(engine_file),
        [{"version_id": version_id, "path": path, "sha256": sha256}
         for path, sha256 in hashes.items()],
    )
