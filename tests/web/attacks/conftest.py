"""One attacked house for each file of attacks, and what in it can be attacked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from werkzeug.routing import Rule

from tests.support import servers
from tests.web.attacks.world import House, standing


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with standing(f"sqlite:///{tmp_path_factory.mktemp('house') / 'house.db'}") as house:
        yield house


@pytest.fixture(scope="module")
def strict_house(postgresql_server: str) -> Iterator[House]:
    """On PostgreSQL, which is stricter about what a text may hold."""
    with servers.fresh_database(postgresql_server) as url, standing(url) as house:
        yield house


@pytest.fixture(scope="module")
def doors(house: House) -> list[Rule]:
    """Every route that takes something, but for those that end this very session."""
    ending = {"auth.sign_out", "auth.create_in_demo", "people.depart", "rehearsal.turn_back",
              "customers.retire_contact", "studio.discard"}
    return [rule for rule in house.rules("POST") if rule.endpoint not in ending]
