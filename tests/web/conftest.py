"""The application with its cast and a small package, and a browser-like client for each of them."""

import json
import re
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.support import build
from tests.support.cast import Cast, assemble
from webapp.db import db
from webapp.domain.people import Actor
from webapp.domain.projects import Project
from webapp.transaction import transaction

SignedIn = Callable[[Actor], FlaskClient]


def laid_over(page: str) -> dict[str, Any]:
    """What the first drawing of a page is told of each element."""
    told = re.search(r"data-state='([^']*)'", page)
    assert told is not None
    return dict(json.loads(told[1])["elements"])


@dataclass(frozen=True)
class Beginnings:
    """SQLite files made once per test process, each to copy from: a test then begins in milliseconds."""

    empty: Path
    with_cast: Path
    with_project: Path
    cast: Cast

    def for_test_with(self, fixtures: Collection[str]) -> Path:
        """The beginning that holds what these fixtures give, and nothing else."""
        if "project" in fixtures:
            return self.with_project
        return self.with_cast if "cast" in fixtures else self.empty


@pytest.fixture(scope="session")
def beginnings(tmp_path_factory: pytest.TempPathFactory) -> Beginnings:
    """The house while nobody is in it, with everybody, and with a project in which the lead has something to propose."""
    folder = tmp_path_factory.mktemp("beginnings")
    empty, with_cast, with_project = (folder / f"{name}.db" for name in ("empty", "cast", "project"))
    with _house(empty):
        build.create_tables()
    shutil.copy(empty, with_cast)
    with _house(with_cast):
        with transaction() as session:
            people = assemble(session)
        build.deploy_small_package()
    shutil.copy(with_cast, with_project)
    with _house(with_project):
        build.start_project(people)
        build.work()
    return Beginnings(empty, with_cast, with_project, people)


@contextmanager
def _house(file: Path) -> Iterator[Flask]:
    with build.application(f"sqlite:///{file}", demo=True) as app, app.app_context():
        yield app


@pytest.fixture
def app(beginnings: Beginnings, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The whole application on a database of its own."""
    file = tmp_path / "tandem.db"
    shutil.copy(beginnings.for_test_with(request.fixturenames), file)
    with build.application(f"sqlite:///{file}", demo=True) as app:
        app.config["WTF_CSRF_ENABLED"] = False
        yield app


@pytest.fixture
def cast(beginnings: Beginnings) -> Cast:
    """Everybody, with the small package deployed for them."""
    return beginnings.cast


@pytest.fixture
def project(app: Flask) -> Project:
    """A project in which the lead has something to propose."""
    with app.app_context():
        return db.session.scalars(select(Project)).one()


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
