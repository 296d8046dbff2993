"""A project whose document both have signed, its proof finished; made once and copied for each test."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

import engine
from tests.support import ceremony
from tests.support.ceremony import Ceremony


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> ceremony.Kept:
    return ceremony.keep(tmp_path_factory.mktemp("evidence"))


@pytest.fixture
def there(kept: ceremony.Kept, tmp_path: Path) -> Iterator[Ceremony]:
    """Both are asked; nobody has signed."""
    with kept.copied(tmp_path / "tandem.db") as ready:
        yield ready


@pytest.fixture
def past() -> Iterator[None]:
    """The case is played half a year ago."""
    engine.turn_clock(-timedelta(days=180))
    yield
    engine.turn_clock(timedelta())


@pytest.fixture(scope="session")
def two_packs(kept: ceremony.Kept, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """The packs of two signings of one firm that were played half a year ago, as their customer gets them."""
    engine.turn_clock(-timedelta(days=180))
    try:
        with kept.copied(tmp_path_factory.mktemp("signed") / "tandem.db") as there:
            other = ceremony.another(there)
            there.customer_signs(drawing=ceremony.drawing())
            there.lead_signs()
            other.customer_signs()
            other.lead_signs(other.by_passkey())
            return there.proven(), other.proven()
    finally:
        engine.turn_clock(timedelta())


@pytest.fixture(scope="session")
def signed_pack(two_packs: tuple[bytes, bytes]) -> bytes:
    return two_packs[0]


@pytest.fixture(scope="session")
def other_pack(two_packs: tuple[bytes, bytes]) -> bytes:
    return two_packs[1]
