"""Files kept by their content, and documents frozen in versions that people read and sign."""

from webapp.domain.documents.contents import freeze_document, freeze_from_answers, part_named
from webapp.domain.documents.errors import DocumentNotRendered, FileRefused
from webapp.domain.documents.exporting import as_sheets, as_word
from webapp.domain.documents.models import Document, DocumentVersion, StoredFile
from webapp.domain.documents.operations import Paper, extend, freeze, keep_file, receive
from webapp.domain.documents.png import BrokenPicture
from webapp.domain.documents.png import read as read_png
from webapp.domain.documents.queries import (
    as_answer,
    content_of,
    get_file,
    get_version,
    is_newest,
    page_count,
    page_of,
    places_of,
    readable,
    reading_of,
    version_by_hash,
    versions_of,
)
from webapp.domain.documents.receiving import receive_documents
from webapp.domain.documents.rendering import Place, Rendered, render, typeset
from webapp.domain.documents.rules import Limits, hash_of_data, sha256, type_by_content
from webapp.domain.documents.signing_places import Signer

__all__ = [
    "BrokenPicture",
    "Document",
    "DocumentNotRendered",
    "DocumentVersion",
    "FileRefused",
    "Limits",
    "Paper",
    "Place",
    "Rendered",
    "Signer",
    "StoredFile",
    "as_answer",
    "as_sheets",
    "as_word",
    "content_of",
    "extend",
    "freeze",
    "freeze_document",
    "freeze_from_answers",
    "get_file",
    "get_version",
    "hash_of_data",
    "is_newest",
    "keep_file",
    "page_count",
    "page_of",
    "part_named",
    "places_of",
    "read_png",
    "readable",
    "reading_of",
    "receive",
    "receive_documents",
    "render",
    "sha256",
    "type_by_content",
    "typeset",
    "version_by_hash",
    "versions_of",
]
