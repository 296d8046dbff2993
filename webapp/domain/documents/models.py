"""Tables of files and documents: bytes are kept once by their hash, a frozen version never changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.db import Model


class FileContent(Model):
    """Bytes, named by their own SHA-256: the same upload twice is stored once."""

    __tablename__ = "file_content"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class StoredFile(Model):
    """One kept file: what somebody called it, and which bytes it is."""

    __tablename__ = "stored_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("file_content.sha256"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    type: Mapped[str] = mapped_column(String(127))
    size: Mapped[int]
    kept_at: Mapped[datetime]
    kept_by: Mapped[str] = mapped_column(String(80))


class Document(Model):
    """A document of a project, such as its requirement confirmation; its versions hold the text.

    Of some kinds a project has several, each with versions of its own: a certificate for every phase, a
    record for every visit. Their `part` tells them apart; it is empty where there is only one.
    """

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("project_id", "kind", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    kind: Mapped[str] = mapped_column(String(100))
    part: Mapped[str] = mapped_column(String(40), default="")
    number: Mapped[str] = mapped_column(String(100))
    title: Mapped[str] = mapped_column(String(200))
    title_en: Mapped[str] = mapped_column(String(200))

    def title_in(self, locale: str) -> str:
        """The title in the reader's language; the package's own language is Chinese."""
        return self.title if locale.startswith("zh") else self.title_en or self.title


class DocumentVersion(Model):
    """One frozen version: the data it was made from, and the bytes that are read and signed."""

    __tablename__ = "document_version"
    __table_args__ = (UniqueConstraint("document_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    number: Mapped[int]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    data: Mapped[dict[str, Any]]
    data_sha256: Mapped[str] = mapped_column(String(64), index=True)
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(80))

    document: Mapped[Document] = relationship(lazy="joined")
    file: Mapped[StoredFile] = relationship()


class DocumentPage(Model):
    """A page of a frozen version as a picture (gzipped SVG), for phones that show no PDF."""

    __tablename__ = "document_page"

    version_id: Mapped[int] = mapped_column(ForeignKey("document_version.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    svg_gzip: Mapped[bytes] = mapped_column(LargeBinary)


class DocumentReading(Model):
    """A frozen version as words that fit any screen, made from the same template and data."""

    __tablename__ = "document_reading"

    version_id: Mapped[int] = mapped_column(ForeignKey("document_version.id"), primary_key=True)
    html: Mapped[str] = mapped_column(Text)


class DocumentPlace(Model):
    """Where one party signs on a frozen version: a box in points from the page's upper left corner."""

    __tablename__ = "document_place"

    version_id: Mapped[int] = mapped_column(ForeignKey("document_version.id"), primary_key=True)
    slot: Mapped[str] = mapped_column(String(100), primary_key=True)
    page: Mapped[int]
    x: Mapped[float]
    y: Mapped[float]
    width: Mapped[float]
    height: Mapped[float]
