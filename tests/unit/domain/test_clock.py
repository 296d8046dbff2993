"""The turned clock: shared through the database, and nowhere but where it is allowed."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

import engine
from tests.support import build
from webapp.domain import clock
from webapp.transaction import transaction


@pytest.fixture(autouse=True)
def the_clock_goes_right_again() -> Iterator[None]:
    yield
    engine.turn_clock(timedelta())


def test_a_turned_clock_is_loaded_by_everyone_on_the_database(floor: Flask, session: Session) -> None:
    demo = build.settings("sqlite://", demo=True)
    spring = engine.now() - timedelta(days=200)
    with transaction() as rows:
        clock.turn(rows, to=spring, settings=demo)
    engine.turn_clock(timedelta())

    clock.load(session, demo)

    assert abs(engine.now() - spring) < timedelta(seconds=30)


def test_turning_back_returns_to_the_machines_present(floor: Flask) -> None:
    demo = build.settings("sqlite://", turnable_clock=True)
    with transaction() as rows:
        clock.turn(rows, to=engine.now() - timedelta(days=200), settings=demo)
        clock.turn_back(rows, settings=demo)

    assert abs(engine.clock_offset()) < timedelta(seconds=1)


def test_an_installation_people_work_with_keeps_its_time(floor: Flask, session: Session) -> None:
    with pytest.raises(clock.ClockIsFixed), transaction() as rows:
        clock.turn(rows, to=engine.now(), settings=build.settings("sqlite://"))

    clock.load(session, build.settings("sqlite://"))
    assert engine.clock_offset() == timedelta()
