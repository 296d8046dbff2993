"""A fresh database of the domain floor, and the cast in it."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.support import build, cast
from webapp.db import db
from webapp.transaction import transaction


@pytest.fixture
def floor(sqlite_url: str) -> Iterator[Flask]:
    with build.database(sqlite_url) as app:
        yield app


@pytest.fixture
def session(floor: Flask) -> Session:
    return db.session()


@pytest.fixture
def people_there(floor: Flask) -> cast.Cast:
    with transaction() as session:
        return cast.assemble(session)
