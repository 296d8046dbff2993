"""One attacked house for each file of attacks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.attacks.world import House, standing


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with standing(f"sqlite:///{tmp_path_factory.mktemp('house') / 'house.db'}") as house:
        yield house
