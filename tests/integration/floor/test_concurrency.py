"""At the same instant: numbers stay unique, one of two submissions wins."""

from flask import Flask

import engine
from tests.integration.floor.test_transaction import ROUNDS, WRITERS, in_threads
from tests.support import build
from tests.support.cast import Cast
from webapp.db import db
from webapp.domain import tasks
from webapp.transaction import transaction


def test_projects_started_at_once_get_numbers_without_gap_or_double(floor: Flask, cast: Cast) -> None:
    codes: list[str] = []

    in_threads(floor, lambda number: codes.extend(
        build.start_project(cast, name=f"{number}-{n}").code for n in range(3)))

    assert sorted(codes) == [f"P-{engine.now().year}-{n:03d}" for n in range(1, 3 * WRITERS + 1)]


def test_a_draft_that_comes_from_two_devices_at_once_is_kept_once(floor: Flask, cast: Cast) -> None:
    for _ in range(ROUNDS):
        project = build.start_project(cast)
        task = engine.open_tasks(db.session(), instance_ids=[project.instance_id or 0])[0]
        db.session.rollback()

        def save(number: int, task: engine.Task = task) -> None:
            with transaction() as session:
                tasks.save_draft(session, task, actor=cast.lead, data={"proposal": str(number)})

        in_threads(floor, save)
        db.session.rollback()
        kept = tasks.draft_of(db.session(), cast.lead, task.id)
        assert kept is not None
        assert kept.data["proposal"] in {str(number) for number in range(1, WRITERS + 1)} | {"0"}


def test_of_several_who_submit_one_task_at_once_one_wins(floor: Flask, cast: Cast) -> None:
    won: list[int] = []
    for _ in range(ROUNDS):
        project = build.start_project(cast)
        task = engine.open_tasks(db.session(), instance_ids=[project.instance_id or 0])[0]
        db.session.rollback()

        def submit(number: int, task: engine.Task = task) -> None:
            try:
                with transaction() as session:
                    tasks.submit(session, task, actor=cast.lead, data={"proposal": str(number)})
            except engine.TaskNotOpen:
                return
            won.append(task.id)

        in_threads(floor, submit)
        db.session.rollback()
        assert len(engine.open_tasks(db.session(), instance_ids=[project.instance_id or 0])) == 1

    assert len(won) == len(set(won)) == ROUNDS


