"""The floor on both databases, with the small package and the cast."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.support import build
from tests.support.cast import Cast, assemble
from webapp.transaction import transaction


@pytest.fixture
def floor(prepared_url: str) -> Iterator[Flask]:
    with build.database(prepared_url) as app:
        yield app


@pytest.fixture
def cast(floor: Flask) -> Cast:
    with transaction() as session:
        cast = assemble(session)
    build.deploy_small_package()
    return cast
