"""Whatever can be sent back is sent back once: by the director, by an edit, by the lead, by one expert."""

from pathlib import Path

import pytest

from webapp.cli.play.case import read
from webapp.cli.play.command import play

CASE = Path(__file__).parent / "returned_and_declined.toml"


@pytest.fixture(scope="module")
def trail():
    return play(read(CASE))


def tasks(trail, element):
    return [task["state"] for task in trail["tasks"] if task["element"] == element]


def test_what_the_director_returned_is_estimated_again(trail):
    assert tasks(trail, "assess_feasibility") == ["completed"] * 2
    assert tasks(trail, "decide_initiation") == ["completed"] * 2


def test_an_edit_and_a_refusal_void_the_signatures_given_before(trail):
    ended = {each["version"]: (each["declined_at"] is not None, each["voided_at"] is not None)
             for each in trail["confirmations"] if each["document"] == "requirement_confirmation"}
    standing = [each for each in trail["signatures"] if each["voided_at"] is None and each["document"] == "requirement_confirmation"]

    assert ended == {1: (False, True), 2: (True, True), 3: (False, False)}
    assert {(each["version"], each["side"]) for each in standing} == {(3, "customer"), (3, "company")}


def test_where_one_return_is_enough_the_other_reviews_are_withdrawn(trail):
    reviews = sorted(tasks(trail, "expert_review"))

    assert reviews == ["canceled"] * 2 + ["completed"] * 4
    assert tasks(trail, "design_solution") == ["completed"] * 2


def test_the_customer_is_written_to_in_their_own_language(trail):
    assert any(mail["to"] == "it@hospital.example" and mail["subject"].startswith("Please sign")
               for mail in trail["mails"])
