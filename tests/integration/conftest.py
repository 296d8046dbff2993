"""What the tests that need a real PostgreSQL stand on."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import make_url

import engine
from tests.support import build
from tests.support.servers import fresh_database


@pytest.fixture(scope="session")
def postgresql_tables(postgresql_server: str) -> Iterator[str]:
    """The name of a PostgreSQL database with every table of the product, made once per test process to copy from."""
    with fresh_database(postgresql_server) as url:
        with build.database(url):
            pass
        yield make_url(url).database or ""


@pytest.fixture
def prepared_postgresql_url(postgresql_server: str, postgresql_tables: str) -> Iterator[str]:
    """A PostgreSQL database of the test's own, with every table of the product and nothing in them."""
    with fresh_database(postgresql_server, like=postgresql_tables) as url:
        yield url


@pytest.fixture(params=["sqlite_url", "prepared_postgresql_url"], ids=["sqlite", "postgresql"])
def prepared_url(request: pytest.FixtureRequest) -> str:
    """Both databases for the whole product; on PostgreSQL its tables are there, because making them takes long."""
    url: str = request.getfixturevalue(request.param)
    return url


@pytest.fixture(scope="module")
def floor(postgresql_server: str, postgresql_tables: str) -> Iterator[Flask]:
    """The product on a PostgreSQL database of this file's own; the clock is turned back afterwards."""
    with fresh_database(postgresql_server, like=postgresql_tables) as url, build.database(url) as app:
        yield app
    engine.turn_clock(timedelta())
