"""Uploads are kept by their content, within limits that the refusal names."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.domain.documents import FileRefused, Limits, as_answer, content_of, keep_file
from webapp.domain.documents.models import FileContent

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def test_a_file_is_kept_under_its_hash_with_its_name_and_type(session: Session) -> None:
    file = keep_file(session, "现场.png", PNG, actor="designer")

    assert content_of(session, file) == PNG
    assert as_answer(file) == {"file_id": file.id, "name": "现场.png", "size": 48,
                               "type": "image/png", "sha256": file.sha256}


def test_the_same_bytes_are_stored_once_under_two_names(session: Session) -> None:
    first = keep_file(session, "a.png", PNG, actor="designer")
    second = keep_file(session, "b.png", PNG, actor="expert")

    assert first.id != second.id
    assert session.scalar(select(func.count()).select_from(FileContent)) == 1


@pytest.mark.parametrize(("name", "content", "message_id", "fact"), [
    ("leer.pdf", b"", "file-empty", {}),
    ("a.png", PNG + b"\0" * 100, "file-too-large", {"size": 148, "max_bytes": 100}),
    ("a.png", b"MZ\x90\0" + b"\0" * 60, "file-type", {"type": "application/x-msdownload"}),
    ("rechnung.pdf", b"<html><script>", "file-type", {"type": None}),
])
def test_a_refusal_names_the_file_and_the_limit(
    session: Session, name: str, content: bytes, message_id: str, fact: dict[str, object]
) -> None:
    limits = Limits(max_bytes=100)

    with pytest.raises(FileRefused) as refused:
        keep_file(session, name, content, actor="designer", limits=limits)

    assert refused.value.message_id == message_id
    assert refused.value.facts.items() >= {"name": name, **fact}.items()


@pytest.mark.parametrize(("sent", "kept"), [
    ("../../etc/passwd", "passwd"),
    ("C:\\fakepath\\布局图.png", "布局图.png"),
    ("a\r\nb\0.png", "ab.png"),
    ("", "file"),
])
def test_a_name_is_only_a_name(session: Session, sent: str, kept: str) -> None:
    assert keep_file(session, sent, PNG, actor="designer").name == kept
