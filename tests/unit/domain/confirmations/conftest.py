"""A project whose requirement confirmation waits for both signatures."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

import engine
from tests.support import ceremony
from tests.support.ceremony import Ceremony


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> ceremony.Kept:
    return ceremony.keep(tmp_path_factory.mktemp("ceremony"))


@pytest.fixture
def there(kept: ceremony.Kept, tmp_path: Path) -> Iterator[Ceremony]:
    with kept.copied(tmp_path / "tandem.db") as ready:
        yield ready


@pytest.fixture
def clock() -> Iterator[type["Clock"]]:
    yield Clock
    engine.turn_clock(timedelta())


class Clock:
    """Turns the engine's clock; the fixture turns it back."""

    @staticmethod
    def forward(**by: float) -> None:
        engine.turn_clock(engine.clock_offset() + timedelta(**by))
