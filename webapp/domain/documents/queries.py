"""Find documents, their versions, their bytes and their pages."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, defer, joinedload

from webapp.domain.documents.models import (
    Document,
    DocumentPage,
    DocumentPlace,
    DocumentReading,
    DocumentVersion,
    FileContent,
    StoredFile,
)


def get_file(session: Session, file_id: int) -> StoredFile | None:
    """The kept file of this id."""
    return session.get(StoredFile, file_id)


def content_of(session: Session, file: StoredFile) -> bytes:
    """The bytes of a kept file."""
    return session.get_one(FileContent, file.sha256).content


def as_answer(file: StoredFile) -> dict[str, Any]:
    """A kept file as a form's answer names it."""
    return {
        "file_id": file.id, "name": file.name, "size": file.size,
        "type": file.type, "sha256": file.sha256,
    }


def get_version(session: Session, version_id: int) -> DocumentVersion | None:
    """The frozen version of this id."""
    return session.get(DocumentVersion, version_id)


def version_by_hash(session: Session, start: str) -> DocumentVersion | None:
    """The version whose footer's hash begins so; what begins several papers is none of them."""
    column = DocumentVersion.data_sha256
    found = session.scalars(select(DocumentVersion).where(column >= start, column < f"{start}g").limit(2)).all()
    return found[0] if len(found) == 1 else None


def is_newest(session: Session, version: DocumentVersion) -> bool:
    """Whether no later version of the document was frozen."""
    later = select(DocumentVersion.id).where(DocumentVersion.document_id == version.document_id,
                                             DocumentVersion.number > version.number)
    return session.scalar(later.limit(1)) is None


def versions_of(session: Session, project_id: int) -> list[DocumentVersion]:
    """Every frozen version of a project's documents, newest first within each document; what one says is read when asked for."""
    query = (
        select(DocumentVersion).join(DocumentVersion.document)
        .where(Document.project_id == project_id)
        .order_by(Document.id, DocumentVersion.number.desc())
        .options(contains_eager(DocumentVersion.document), joinedload(DocumentVersion.file), defer(DocumentVersion.data))
    )
    return list(session.scalars(query))


def places_of(session: Session, version_id: int) -> list[DocumentPlace]:
    """Who signs where on a frozen version."""
    return list(session.scalars(select(DocumentPlace).where(DocumentPlace.version_id == version_id)))


def page_count(session: Session, version_id: int) -> int:
    """How many pages a frozen version has."""
    query = select(func.count()).where(DocumentPage.version_id == version_id)
    return session.scalar(query) or 0


def page_of(session: Session, version_id: int, number: int) -> bytes | None:
    """One page as a gzipped SVG picture."""
    page = session.get(DocumentPage, (version_id, number))
    return page.svg_gzip if page else None


def readable(session: Session, project_id: int) -> set[int]:
    """The project's frozen versions that can be read as words, by id."""
    query = (select(DocumentReading.version_id).join(DocumentVersion, DocumentVersion.id == DocumentReading.version_id)
             .join(Document, Document.id == DocumentVersion.document_id).where(Document.project_id == project_id))
    return set(session.scalars(query))


def reading_of(session: Session, version_id: int) -> str:
    """The same words for any screen; empty for a version that was frozen without."""
    reading = session.get(DocumentReading, version_id)
    return reading.html if reading else ""
