"""One transaction: all of it or nothing, never nested, many writers at once, the bell after it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask

from webapp.db import db
from webapp.domain import customers
from webapp.transaction import (
    AlreadyInTransaction,
    QueueDoorbell,
    WroteOutsideTransaction,
    transaction,
)

WRITERS, ROUNDS = 4, 10


@dataclass
class CountingDoorbell:
    rings: int = 0

    def ring(self) -> None:
        self.rings += 1


@pytest.fixture
def doorbell(floor: Flask) -> CountingDoorbell:
    floor.extensions["doorbell"] = CountingDoorbell()
    return floor.extensions["doorbell"]


def customer_names() -> list[str]:
    db.session.rollback()
    return [customer.name for customer in customers.find(db.session())]


def test_what_raises_leaves_nothing_behind_and_rings_nobody(doorbell: CountingDoorbell) -> None:
    with pytest.raises(ZeroDivisionError), transaction() as session:
        customers.create_customer(session, name=str(1 / 0), by="lead")

    assert customer_names() == []
    assert doorbell.rings == 0


def test_the_worker_is_rung_once_after_the_commit(doorbell: CountingDoorbell) -> None:
    with transaction() as session:
        customers.create_customer(session, name="一", by="lead")

    assert customer_names() == ["一"]
    assert doorbell.rings == 1


def test_a_transaction_inside_another_is_refused(floor: Flask) -> None:
    with pytest.raises(AlreadyInTransaction), transaction(), transaction():
        pass

    with transaction() as session:
        customers.create_customer(session, name="danach", by="lead")


def test_a_change_made_outside_is_refused_and_not_silently_lost(floor: Flask) -> None:
    db.session.add(customers.Customer(name="vorher"))

    with pytest.raises(WroteOutsideTransaction), transaction():
        pass

    db.session.rollback()


def test_a_read_before_the_transaction_does_not_keep_it_from_writing(floor: Flask) -> None:
    def read_then_write(number: int) -> None:
        for round_number in range(ROUNDS):
            customers.find(db.session())
            with transaction() as session:
                customers.create_customer(session, name=f"{number}-{round_number}", by="lead")

    in_threads(floor, read_then_write)

    assert len(customer_names()) == WRITERS * ROUNDS


def test_a_silent_redis_loses_nothing(floor: Flask) -> None:
    floor.extensions["doorbell"] = QueueDoorbell("redis://127.0.0.1:1/0")

    with transaction() as session:
        customers.create_customer(session, name="一", by="lead")

    assert customer_names() == ["一"]


def in_threads(app: Flask, work: Callable[[int], None]) -> None:
    """Run the work in several threads at once; the first failure is raised here."""
    failures: list[BaseException] = []

    def run(number: int) -> None:
        try:
            with app.app_context():
                work(number)
        except BaseException as error:  # noqa: BLE001 -- told to the test below
            failures.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
