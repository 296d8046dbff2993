"""The application with its cast and a small package, and a browser-like client for each of them."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support import build
from tests.support.cast import Cast, assemble
from webapp.db import Model, db
from webapp.domain.people import Actor
from webapp.domain.projects import Project
from webapp.transaction import transaction

SignedIn = Callable[[Actor], FlaskClient]


@pytest.fixture
def app(sqlite_url: str) -> Iterator[Flask]:
    """The whole application on a database of its own."""
    with build.application(sqlite_url, demo=True) as app:
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context():
            Model.metadata.create_all(db.engine)
        yield app


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Everybody, with the small package deployed for them."""
    with app.app_context():
        with transaction() as session:
            people = assemble(session)
        build.deploy_small_package()
        return people


@pytest.fixture
def project(app: Flask, cast: Cast) -> Project:
    """A project in which the lead has something to propose."""
    with app.app_context():
        started = build.start_project(cast)
        build.work()
        db.session.refresh(started)
        return started


@pytest.fixture
def signed_in(app: Flask) -> SignedIn:
    """A client in which this actor is signed in, reading English."""
    def sign_in(actor: Actor) -> FlaskClient:
        client = app.test_client()
        client.set_cookie("locale", "en")
        with client.session_transaction() as session:
            session["person_id"], session["epoch"] = actor.person_id, 0
        return client

    return sign_in
