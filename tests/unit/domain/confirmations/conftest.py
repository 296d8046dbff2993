"""A project whose requirement confirmation waits for both signatures."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

import engine
from tests.support import ceremony
from tests.support.ceremony import Ceremony


@pytest.fixture
def there(floor: Flask) -> Ceremony:
    return ceremony.ready()


@pytest.fixture
def clock() -> Iterator[type["Clock"]]:
    yield Clock
    engine.turn_clock(timedelta())


class Clock:
    """Turns the engine's clock; the fixture turns it back."""

    @staticmethod
    def forward(**by: float) -> None:
        engine.turn_clock(engine.clock_offset() + timedelta(**by))
