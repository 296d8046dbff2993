"""A database of the test's own, on SQLite and PostgreSQL, and the clock turned back afterwards."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

import engine


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    """An empty database with the engine's tables."""
    yield from prepared(database_url)


@pytest.fixture
def session(database: Engine) -> Iterator[Session]:
    """A writing transaction that nobody commits."""
    with Session(database) as opened:
        engine.begin_immediate(opened)
        yield opened


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    yield
    engine.turn_clock(type(engine.clock_offset())())


def prepared(url: str) -> Iterator[Engine]:
    database = create_engine(url, pool_size=50) if "postgresql" in url else create_engine(url)
    engine.prepare_database(database)
    engine.metadata.create_all(database)
    yield database
    database.dispose()


Started = Callable[..., engine.Instance]


@pytest.fixture
def started(session: Session) -> Started:
    """Deploy one diagram and start its process `p`."""

    def start(
        diagram: bytes | Mapping[str, bytes], variables: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> engine.Instance:
        files = {"bpmn/p.bpmn": diagram} if isinstance(diagram, bytes) else diagram
        version = engine.deploy(session, "tested", files, actor="owner")
        return engine.start(session, "p", version_id=version.id, actor="lead",
                            variables=variables, **more)

    return start
