"""Two changes that meet in the same instant on a real PostgreSQL: one line is changed once, two lines are both changed.

CHANGE_ROUNDS says how often the papers race; five unless told otherwise.
"""

import os
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from tests.integration.signing.test_races import at_once
from tests.support import baselines, build, cast
from tests.support.baselines import BEAT, PAPER, SCREEN, Change
from tests.support.ceremony import BY_CODE
from tests.unit.domain.requirements.test_changes import SHIPPED
from webapp import processes
from webapp.db import db
from webapp.domain import confirmations, documents, packages, requirements
from webapp.domain.confirmations import ConfirmationOver
from webapp.domain.requirements import Overtaken, rules
from webapp.handlers import HANDLERS
from webapp.transaction import transaction

ROUNDS = int(os.environ.get("CHANGE_ROUNDS", "5"))
pytestmark = [pytest.mark.postgresql, pytest.mark.timeout(60 + 10 * ROUNDS)]
ORDER = replace(PAPER, kind="change_order")


@pytest.fixture(scope="module")
def change(floor: Flask) -> Change:
    """A change that is being written, in a project whose requirements are signed."""
    with transaction() as session:
        people = cast.assemble(session)
        for files in (build.small_package(), processes.read(SHIPPED).files):
            packages.deploy(session, files, actor="process_owner", handlers=HANDLERS)
    project = build.start_project(people, technical_lead="technical_lead")
    baselines.agree(project, BEAT, SCREEN)
    return baselines.ask(people, project)


def order(change: Change, number: int, acceptance: str) -> Callable[[], str]:
    """A paper that changes this line as it reads now; calling it puts the paper in force."""
    lines = requirements.lines_in_force(change.session, change.project.id)
    edited = [{**line, "acceptance": acceptance} if line["number"] == number else line for line in lines]
    data = {"variables": {"requirement_changes": rules.difference(lines, edited)}}
    with transaction() as session:
        paper = documents.freeze(session, change.project.id, replace(ORDER, part=acceptance), data, actor="lead").id

    def take_effect() -> str:
        try:
            with transaction() as session:
                version = documents.get_version(session, paper)
                assert version is not None
                requirements.take_effect(session, version, instance_id=change.instance_id)
        except Overtaken:
            return "overtaken"
        finally:
            db.session.rollback()
        return "in force"

    return take_effect


def test_of_two_papers_about_one_line_exactly_one_is_in_force(floor: Flask, change: Change) -> None:
    for turn in range(ROUNDS):
        one, other = order(change, 1, f"甲{turn}"), order(change, 1, f"乙{turn}")
        before = baselines.in_force(change.project)[0]

        outcomes = at_once(floor, one, other)

        assert sorted(map(str, outcomes)) == ["in force", "overtaken"]
        assert baselines.in_force(change.project)[0] == before + 1


def test_two_papers_about_different_lines_are_both_in_force(floor: Flask, change: Change) -> None:
    for turn in range(ROUNDS):
        one, other = order(change, 1, f"丙{turn}"), order(change, 2, f"丁{turn}")
        before = baselines.in_force(change.project)[0]

        outcomes = at_once(floor, one, other)

        assert outcomes == ["in force", "in force"]
        assert baselines.in_force(change.project)[0] == before + 2
        lines = requirements.lines_in_force(change.session, change.project.id)
        assert [line["acceptance"] for line in lines] == [f"丙{turn}", f"丁{turn}"]


def almost_signed(change: Change, acceptance: str) -> Change:
    """One more change to the first line, that lacks the customer's signature alone."""
    one = baselines.ask(change.cast, change.project)
    beat, screen = one.lines
    return one.writes({**beat, "acceptance": acceptance, "reason": "客户提出"}, screen).approved().signs("lead_signs")


def signing(change: Change) -> Callable[[], str]:
    task, submission, actor = change.signing("customer_signs")

    def sign() -> str:
        with transaction() as session:
            confirmations.sign(session, task, submission, actor=actor, how=BY_CODE)
        return "signed"

    return sign


def test_of_two_last_signatures_one_is_refused_and_its_change_is_written_anew(floor: Flask, change: Change) -> None:
    one, other = almost_signed(change, "戊"), almost_signed(change, "己")

    outcomes = at_once(floor, signing(one), signing(other))
    build.work()

    assert sorted(map(str, outcomes)) == sorted(map(str, ["signed", ConfirmationOver]))
    assert sorted((one.waits_at, other.waits_at)) == [["assess_change"], ["carry_out_change"]]
