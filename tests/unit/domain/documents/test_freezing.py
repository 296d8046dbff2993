"""A frozen version never changes: its number, its data, its bytes and their hashes."""

import hashlib

from sqlalchemy.orm import Session

from webapp.domain import documents
from webapp.domain.documents import Paper, content_of, freeze, hash_of_data, page_count, page_of

DATA = {"answers": {"draft": {"scope": "两条柔性产线"}}}


def test_versions_are_numbered_from_one(session: Session, project_id: int, paper: Paper) -> None:
    first = freeze(session, project_id, paper, DATA, actor="lead")
    second = freeze(session, project_id, paper, DATA, actor="lead")

    assert [first.number, second.number] == [1, 2]
    assert first.document_id == second.document_id
    assert first.sha256 != second.sha256


def test_the_hash_is_that_of_the_kept_bytes(session: Session, project_id: int, paper: Paper) -> None:
    version = freeze(session, project_id, paper, DATA, actor="lead")

    content = content_of(session, version.file)
    assert content.startswith(b"%PDF-")
    assert version.sha256 == hashlib.sha256(content).hexdigest()


def test_the_footer_hash_covers_what_the_document_says(
    session: Session, project_id: int, paper: Paper
) -> None:
    version = freeze(session, project_id, paper, DATA, actor="lead")

    heading = dict(version.data["document"])
    printed, _where = heading.pop("hash_of_data"), heading.pop("verify", None)
    assert printed == version.data_sha256 == hash_of_data({**version.data, "document": heading})


def test_a_version_is_rendered_again_to_the_same_bytes(
    session: Session, project_id: int, paper: Paper
) -> None:
    version = freeze(session, project_id, paper, DATA, actor="lead")

    again = documents.render(paper.files, paper.template, version.data, at=version.created_at)

    assert again.pdf == content_of(session, version.file)


def test_every_page_is_kept_as_a_picture(session: Session, project_id: int, paper: Paper) -> None:
    version = freeze(session, project_id, paper, DATA, actor="lead")

    assert page_count(session, version.id) == 1
    assert (page_of(session, version.id, 1) or b"").startswith(b"\x1f\x8b")
    assert page_of(session, version.id, 2) is None
