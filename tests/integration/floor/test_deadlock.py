"""Whom PostgreSQL undoes to untie a deadlock is served all the same, and nothing is done twice."""

import threading
from collections.abc import Iterator
from io import BytesIO

import pytest
from flask import Flask, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from tests.support import build
from webapp.db import db
from webapp.domain import customers
from webapp.domain.customers import Customer
from webapp.transaction import TIMES, transaction, until_untorn

LOCK = text("SELECT id FROM customer WHERE name = :name FOR UPDATE")


class Torn(Exception):
    """What the driver raises."""

    sqlstate = "40P01"


@pytest.fixture
def app(prepared_postgresql_url: str) -> Iterator[Flask]:
    with build.application(prepared_postgresql_url) as app:
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context():
            build.create_tables()
            with transaction() as rows:
                for name in ("one", "other"):
                    customers.create_customer(rows, name=name, by="lead")
            db.session.remove()
        yield app


@pytest.mark.postgresql
def test_two_requests_that_lock_each_other_are_both_served(app: Flask) -> None:
    met, tries = threading.Barrier(2), {"one": 0, "other": 0}

    def cross() -> ResponseReturnValue:
        first = request.form["first"]
        tries[first] += 1
        with transaction() as rows:
            rows.execute(LOCK, {"name": first})
            if tries[first] == 1:
                met.wait(20)
            rows.execute(LOCK, {"name": "other" if first == "one" else "one"})
            customers.create_customer(rows, name=f"by {first}: {request.files['note'].read().decode()}", by="lead")
        return "served"

    app.add_url_rule("/cross", view_func=cross, methods=["POST"], endpoint="auth.cross")
    answers: dict[str, int] = {}

    def ask(first: str) -> None:

        data = {"first": first, "note": (BytesIO(b"a note"), "note.txt")}
        answers[first] = app.test_client().post("/cross", data=data).status_code

    threads = [threading.Thread(target=ask, args=(first,)) for first in tries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert answers == {"one": 200, "other": 200}
    assert sorted(tries.values()) == [1, 2]
    with app.app_context():
        names = set(db.session().scalars(select(Customer.name)))
        assert {"by one: a note", "by other: a note"} <= names


def test_it_is_given_up_after_a_few_times_and_nothing_kept_is_done_again(sqlite_url: str) -> None:
    times = []

    def always_torn() -> None:
        times.append("torn")
        raise OperationalError("", {}, Torn())

    def kept_then_torn() -> None:
        with transaction() as rows:
            customers.create_customer(rows, name="kept once", by="lead")
        raise OperationalError("", {}, Torn())

    with build.database(sqlite_url):
        for work in (always_torn, kept_then_torn):
            with pytest.raises(OperationalError):
                until_untorn(work)

        assert len(times) == TIMES
        assert [each.name for each in customers.find(db.session())] == ["kept once"]


def test_another_failure_of_the_database_is_not_tried_again(sqlite_url: str) -> None:
    times = []

    def away() -> None:
        times.append("away")
        raise OperationalError("", {}, Exception("the server closed the connection"))

    with build.database(sqlite_url), pytest.raises(OperationalError):
        until_untorn(away)

    assert len(times) == 1
