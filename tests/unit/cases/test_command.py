"""`tandem play` ends with 1 and one line that says what is wrong, before anything is played."""

import json
from datetime import date

import pytest
from click.testing import CliRunner

from webapp.cli.play import command

CASE = """
[customer]
name = "某食品公司"
[customer.contact]
name = "设备部经理"
email = "equipment@food.example"
[project]
name = "二车间包装线改造"
[[step]]
wait = "3 days"
"""


@pytest.fixture
def tandem():
    return CliRunner()


@pytest.fixture
def case(tmp_path):
    path = tmp_path / "case.toml"
    path.write_text(CASE)
    return str(path)


def test_a_case_that_cannot_be_read_fails_with_its_reason(tandem, tmp_path):
    ended = tandem.invoke(command, [str(tmp_path / "nowhere.toml")])

    assert ended.exit_code == 1
    assert "nowhere.toml: cannot be read" in ended.stderr


def test_the_reason_comes_as_data_where_data_was_asked_for(tandem, tmp_path):
    ended = tandem.invoke(command, [str(tmp_path / "nowhere.toml"), "--json"])

    assert ended.exit_code == 1
    assert "nowhere.toml" in json.loads(ended.stdout)["failed"]


def test_one_cannot_play_in_two_places_at_once(tandem, case):
    ended = tandem.invoke(command, [case, "--db", "sqlite:///x.db", "--url", "http://127.0.0.1:1"])

    assert ended.exit_code == 2
    assert "either --db or --url" in ended.stderr


@pytest.mark.parametrize(("said", "reason"), [
    (date.today().isoformat(), "must end before now"),  # noqa: DTZ011 -- the day of the machine that plays
    ("yesterday", "wants a date such as"),
])
def test_a_case_begins_on_a_day_from_which_it_can_end_before_now(tandem, case, said, reason):
    ended = tandem.invoke(command, [case, "--from", said])

    assert ended.exit_code == 2
    assert reason in " ".join(ended.stderr.split())
