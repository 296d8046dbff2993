"""A page that is older than the world: told in words with a way on, and nothing done twice."""

from __future__ import annotations

import re

import pytest

import engine
from tests.web.attacks.world import House
from webapp.db import db
from webapp.domain import tasks
from webapp.domain.people import Actor
from webapp.transaction import transaction

CHECK = {"note": "行"}


@pytest.fixture
def check(house: House) -> int:
    """A fresh task that is offered to the designers."""
    from tests.support import build  # noqa: PLC0415
    with house.app.app_context():
        project = build.start_project(house.cast, name="又一条线")
        build.work()
        [proposal] = engine.open_tasks(db.session(), instance_ids=[project.instance_id])
        with transaction() as session:
            engine.complete_task(session, proposal.id, actor="lead", answers={"proposal": "U 形"})
        build.work()
        [offered] = engine.open_tasks(db.session(), instance_ids=[project.instance_id])
        return offered.id


def hand_to(house: House, task_id: int, whom: Actor) -> None:
    with house.app.app_context(), transaction() as session:
        engine.assign(session, task_id, to=whom.id, actor="director")


def test_a_double_click_hands_in_once_and_the_second_is_told_in_words(house: House, check: int) -> None:
    designer = house.signed_in(house.cast.designer)
    designer.post(f"/tasks/{check}/claim")

    answers = [designer.post(f"/tasks/{check}/completion", data=CHECK) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 409]
    assert re.search(r'href="/(inbox/|tasks/\d+)"', answers[1].text.split("<main")[1])
    with house.app.app_context():
        assert len(engine.answer_history(db.session(), engine.get_task(db.session(), check).instance_id, "check")) == 1


def test_who_had_a_task_a_moment_ago_cannot_hand_it_in(house: House, check: int) -> None:
    """The page was judged before the lock; only under the lock is it seen who has the task now."""
    with house.app.app_context():
        seen = engine.get_task(db.session(), check)
    hand_to(house, check, house.cast.other_designer)

    with house.app.app_context(), pytest.raises(engine.NotYourTask), transaction() as session:
        tasks.submit(session, seen, actor=house.cast.designer, data=CHECK)

    with house.app.app_context():
        assert engine.get_task(db.session(), check).closed_at is None


@pytest.mark.parametrize("act", ["claim", "release", "assignment", "draft", "completion"])
def test_every_act_on_a_closed_task_is_a_conflict_in_words(house: House, check: int, act: str) -> None:
    designer = house.signed_in(house.cast.designer)
    designer.post(f"/tasks/{check}/claim")
    designer.post(f"/tasks/{check}/completion", data=CHECK)

    answer = designer.post(f"/tasks/{check}/{act}", data={**CHECK, "to": "expert1"})

    assert answer.status_code in (403, 409), answer.status_code
    assert "<main" in answer.text


def test_giving_back_what_one_never_took_changes_nothing(house: House) -> None:
    lead = house.signed_in(house.cast.lead)

    lead.post(f"{house.task}/claim")
    answer = lead.post(f"{house.task}/release")

    assert answer.status_code == 409
    assert house.task in lead.get("/inbox/").text
