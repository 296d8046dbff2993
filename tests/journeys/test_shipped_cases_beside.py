"""Every case that a package beside the lifecycle ships goes to its end, in either language."""

from pathlib import Path

import pytest

from webapp.cli.play.case import read
from webapp.cli.play.command import play
from webapp.cli.play.report import lines
from webapp.domain.packages import is_chinese

PROCESSES = Path(__file__).parents[2] / "processes"
BESIDE = sorted(path for path in PROCESSES.glob("*/examples/*.toml") if path.parents[1].name != "customer_engineering")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", BESIDE, ids=lambda path: path.stem)
def test_a_case_beside_a_project_ends_as_it_says_in_either_language(path, language):
    told = []

    trail = play(read(path, language=language), hurries=True, tell=told.append)

    assert trail["incidents"] == []
    assert [each["ended_by"] for each in trail["beside"]] != [None]
    assert any(map(is_chinese, [*told, *lines(trail, language)])) == (language == "zh")
