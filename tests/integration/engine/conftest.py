"""Databases with the engine's tables, on SQLite and PostgreSQL, and the clock turned back afterwards.

`session` is a writing transaction on a database shared by a module's tests; nobody commits it, so each
test finds the tables empty. Who needs several transactions asks for `database`, an own one. Whatever a
test has done, the audit finds nothing wrong afterwards, unless its session is marked as `sabotaged`.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

import engine
from tests.support import servers
from tests.support.statements import asked_of

Started = Callable[..., engine.Instance]


@contextmanager
def prepared(url: str) -> Iterator[Engine]:
    """The database at this address, with the engine's tables."""
    pool = {} if url.startswith("sqlite") else {"pool_size": 50}
    database = create_engine(url, **pool)
    engine.prepare_database(database)
    engine.metadata.create_all(database, tables=[
        table for table in engine.metadata.sorted_tables if table.name.startswith("engine_")])
    yield database
    database.dispose()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('shared') / 'tandem.db'}"
        with prepared(url) as database:
            yield database
    else:
        server = request.getfixturevalue("postgresql_server")
        with servers.fresh_database(server) as url, prepared(url) as database:
            yield database


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    with prepared(database_url) as database:
        yield database


@pytest.fixture
def session(shared_database: Engine) -> Iterator[Session]:
    with Session(shared_database) as opened:
        engine.begin_immediate(opened)
        yield opened
        assert opened.info.get("sabotaged") or engine.audit(opened) == []


@pytest.fixture
def statements(shared_database: Engine) -> Iterator[list[str]]:
    """Every statement that the driver is asked, as it is asked."""
    with asked_of(shared_database) as said:
        yield said


@pytest.fixture
def started(session: Session) -> Started:
    """Deploy one diagram and start its process `p`."""
    def start(
        diagram: bytes | Mapping[str, bytes], variables: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> engine.Instance:
        return start_process(session, diagram, variables, **more)

    return start


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    yield
    engine.turn_clock(timedelta())


def start_process(
    session: Session, diagram: bytes | Mapping[str, bytes],
    variables: Mapping[str, Any] | None = None, **more: Any,
) -> engine.Instance:
    files = {"bpmn/p.bpmn": diagram} if isinstance(diagram, bytes) else diagram
    version = engine.deploy(session, "tested", files, actor="owner")
    return engine.start(session, "p", version_id=version.id, actor="lead", variables=variables,
                        **more)
