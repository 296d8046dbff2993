"""What the tests that need a real PostgreSQL stand on."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

import engine
from tests.support import build
from tests.support.servers import fresh_database


@pytest.fixture(scope="module")
def floor(postgresql_server: str) -> Iterator[Flask]:
    """The product on a PostgreSQL database of this file's own; the clock is turned back afterwards."""
    with fresh_database(postgresql_server) as url, build.database(url) as app:
        yield app
    engine.turn_clock(timedelta())
