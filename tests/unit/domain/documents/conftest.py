"""A database with one project in it, the least that a document needs."""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, insert
from sqlalchemy.orm import Session

import engine
from webapp.domain import documents, projects  # noqa: F401 -- their tables belong to the metadata

TEMPLATE = b"""
#let data = json(bytes(sys.inputs.data))
#set text(font: "Noto Sans CJK SC", lang: "zh")
= #data.document.title v#data.document.version
#data.answers.draft.scope
#data.document.hash_of_data
"""


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    """A session on a fresh database of each kind."""
    database = create_engine(database_url)
    engine.prepare_database(database)
    engine.metadata.create_all(database)
    with Session(database, expire_on_commit=False) as session:
        yield session
    database.dispose()


@pytest.fixture
def project_id(session: Session) -> int:
    """A project of a customer; nothing runs in it."""
    tables, at = engine.metadata.tables, engine.now()
    session.execute(insert(tables["customer"]).values(
        id=1, name="客户公司", industry="", address="", notes="", created_at=at, created_by="lead"))
    session.execute(insert(tables["engine_version"]).values(
        id=1, package="p", number=1, digest="0" * 64, deployed_at=at, deployed_by="lead"))
    session.execute(insert(tables["project"]).values(
        id=1, code="P-2026-001", name="柔性产线", customer_id=1, lead="lead", version_id=1,
        answers={}, started_at=at, started_by="lead"))
    return 1


@pytest.fixture
def paper() -> documents.Paper:
    """A plain template for a requirement confirmation."""
    return documents.Paper("requirement_confirmation", "需求确认书", "Requirement confirmation",
                           "documents/paper.typ", {"documents/paper.typ": TEMPLATE})
