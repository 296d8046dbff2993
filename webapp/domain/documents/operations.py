"""Keep files by their content, and freeze versions of documents that people will sign."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

import engine
from webapp.domain import company, projects
from webapp.domain.documents.errors import DocumentNotRendered, FileRefused
from webapp.domain.documents.models import (
    Document,
    DocumentPage,
    DocumentPlace,
    DocumentReading,
    DocumentVersion,
    FileContent,
    StoredFile,
)
from webapp.domain.documents.queries import content_of
from webapp.domain.documents.rendering import render
from webapp.domain.documents.rules import Limits, hash_of_data, sha256, type_by_content

DOCUMENT_ZONE = ZoneInfo("Asia/Shanghai")  # the date printed on a document is the firm's own
LONGEST_NAME = 200
PACKED = 5  # of gzip's nine: pages become a twentieth larger than by the last, in a quarter of its time
GZIP_LEVEL = 6  # a page hardly gets smaller above it, and takes half as long again
SHORT_HASH = 32  # hex digits of a hash in an address: nobody finds a paper's page who does not hold the paper


@dataclass(frozen=True, slots=True)
class Paper:
    """What a document is made of: its kind and titles, the template and the files beside it; who reads it."""

    kind: str
    title: str
    title_en: str
    template: str
    files: Mapping[str, bytes]
    readers: str = "customer"
    part: str = ""
    photos_of: tuple[str, ...] = ()
    """The steps whose photos it prints."""


def keep_file(
    session: Session, name: str, content: bytes, *, actor: str, limits: Limits | None = None
) -> StoredFile:
    """Keep an upload under its hash; what it is decides its content, not its name."""
    limits = limits or Limits()
    name = _plain_name(name)
    if not content:
        raise FileRefused("file-empty", name=name)
    if len(content) > limits.max_bytes:
        raise FileRefused(
            "file-too-large", name=name, size=len(content), max_bytes=limits.max_bytes
        )
    found = type_by_content(content)
    if found not in limits.types:
        raise FileRefused("file-type", name=name, type=found, allowed=sorted(limits.types))
    return _store(session, name, content, found, actor=actor)


def freeze(
    session: Session, project_id: int, paper: Paper, data: Mapping[str, Any], *, actor: str
) -> DocumentVersion:
    """Render the next version of a project's document and keep data, bytes and pages for ever."""
    document = _document(session, project_id, paper)
    number = _next_number(session, document)
    at = engine.now().replace(microsecond=0)
    told = _with_heading(data, document, number, at)
    rendered = render(paper.files, paper.template, told, at=at)
    name = f"{document.number}-v{number}.pdf"
    file = _store(session, name, rendered.pdf, "application/pdf", actor=actor)
    version = DocumentVersion(
        document=document, number=number, file=file, sha256=file.sha256, data=told,
        data_sha256=told["document"]["hash_of_data"], created_at=at, created_by=actor,
    )
    session.add(version)
    session.flush()
    session.add_all(
        DocumentPage(version_id=version.id, number=n, svg_gzip=gzip.compress(svg, PACKED, mtime=0))
        for n, svg in enumerate(rendered.pages, 1)
    )
    session.add_all(DocumentPlace(version_id=version.id, **asdict(place)) for place in rendered.places)
    if rendered.reading:
        session.add(DocumentReading(version_id=version.id, html=rendered.reading))
    session.flush()
    return version


def extend(session: Session, version: DocumentVersion, content: bytes, *, actor: str) -> DocumentVersion:
    """Let a version that nobody has seen yet go on with more bytes, such as its empty places to sign."""
    if not content.startswith(content_of(session, version.file)):
        raise DocumentNotRendered("document-not-extended", version=version.number)
    version.file = _store(session, version.file.name, content, version.file.type, actor=actor)
    version.sha256 = version.file.sha256
    session.flush()
    return version


def receive(
    session: Session, project_id: int, paper: Paper, file: StoredFile, *, actor: str
) -> DocumentVersion:
    """Take a kept file as the next version of a project's document: it comes from outside and is not rendered."""
    document = _document(session, project_id, paper)
    number, at = _next_number(session, document), engine.now().replace(microsecond=0)
    told = _with_heading({"file": {"name": file.name, "sha256": file.sha256, "kept_by": file.kept_by}},
                         document, number, at)
    version = DocumentVersion(
        document=document, number=number, file=file, sha256=file.sha256, data=told,
        data_sha256=told["document"]["hash_of_data"], created_at=at, created_by=actor,
    )
    session.add(version)
    session.flush()
    return version


def _next_number(session: Session, document: Document) -> int:
    newest = select(func.max(DocumentVersion.number)).where(DocumentVersion.document_id == document.id)
    return 1 + (session.scalar(newest) or 0)


def _with_heading(
    data: Mapping[str, Any], document: Document, number: int, at: datetime
) -> dict[str, Any]:
    """Add what the document says of itself. Its hash covers everything else it says, the site of its page among it."""
    heading = {
        "kind": document.kind, "title": document.title, "title_en": document.title_en,
        "number": document.number, "version": number,
        "date": at.astimezone(DOCUMENT_ZONE).date().isoformat(), "site": company.address(),
    }
    told = {**data, "document": heading}
    fingerprint = hash_of_data(told)
    where = {"verify": f"{heading['site']}/verify/{fingerprint[:SHORT_HASH]}"} if heading["site"] else {}
    return {**told, "document": {**heading, "hash_of_data": fingerprint, **where}}


def _document(session: Session, project_id: int, paper: Paper) -> Document:
    """Find the project's document of this kind, or open it with the next number."""
    found = session.scalar(
        select(Document).where(Document.project_id == project_id, Document.kind == paper.kind,
                               Document.part == paper.part)
    )
    if found is not None:
        return found
    project = session.get_one(projects.Project, project_id, with_for_update={"of": projects.Project, "key_share": True})
    count = session.scalar(
        select(func.count()).select_from(Document).where(Document.project_id == project_id)
    ) or 0
    which = f" · {paper.part}" if paper.part else ""
    document = Document(
        project_id=project_id, kind=paper.kind, part=paper.part, title=f"{paper.title}{which}",
        title_en=f"{paper.title_en}{which}", number=f"{project.code}-{count + 1:02d}",
    )
    session.add(document)
    session.flush()
    return document


def _store(session: Session, name: str, content: bytes, kind: str, *, actor: str) -> StoredFile:
    digest = sha256(content)
    _store_bytes(session, digest, content)
    file = StoredFile(
        sha256=digest, name=name, type=kind, size=len(content), kept_at=engine.now(), kept_by=actor
    )
    session.add(file)
    session.flush()
    return file


def _store_bytes(session: Session, digest: str, content: bytes) -> None:
    """Write the bytes unless they are there; somebody may upload the same at this moment."""
    if session.get(FileContent, digest) is not None:
        return
    with suppress(IntegrityError), session.begin_nested():
        session.execute(insert(FileContent).values(sha256=digest, content=content))


def _plain_name(name: str) -> str:
    """A name without folders or control characters, short enough to show."""
    bare = PurePath(name.replace("\\", "/")).name
    printable = "".join(c for c in bare if c.isprintable()).strip()
    return printable[-LONGEST_NAME:] or "file"
