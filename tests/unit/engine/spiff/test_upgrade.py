"""An upgrade meets cases in flight: states of every format that a version in CHANGELOG.md wrote must resume."""

import json
import re
from pathlib import Path

import pytest

from engine.spiff.state import FORMAT
from tests.unit.engine.spiff.in_flight import FIXTURES, IN_FLIGHT, finish, resumed, written

ROOT = Path(__file__).parents[4]
STORED = sorted(FIXTURES.glob("format_*/*.json"))


@pytest.mark.parametrize("path", STORED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_stored_case_waits_for_the_same_and_goes_on_to_its_end(path):
    fixture = json.loads(path.read_text())

    case = resumed(fixture)

    assert [[wait.kind, wait.element_id, wait.token] for wait in case.run.waits()] == fixture["waits"]
    assert finish(case) == "completed"


def test_every_kind_of_wait_is_kept_in_the_present_format():
    kept = {path.stem for path in STORED if path.parent.name == f"format_{FORMAT}"}

    assert kept == {name.replace(" ", "_").replace(",", "") for name in IN_FLIGHT}


@pytest.mark.parametrize("name", IN_FLIGHT)
def test_the_present_engine_writes_what_the_fixture_holds(name):
    """Who changes what is written raises the format, and keeps the old fixtures."""
    path = FIXTURES / f"format_{FORMAT}" / f"{name.replace(' ', '_').replace(',', '')}.json"

    assert written(name) == json.loads(path.read_text())


def test_the_changelog_names_the_formats_of_which_fixtures_are_kept():
    named = {int(number) for number in re.findall(r"state format (\d+)", (ROOT / "CHANGELOG.md").read_text(), re.IGNORECASE)}

    assert named == {int(path.parent.name.removeprefix("format_")) for path in STORED}
