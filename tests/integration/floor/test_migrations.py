"""Migrations build exactly the tables that the models mean, on both databases, and take them down."""

import logging
from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from tests.support import build
from webapp.cli.migrate import know_migrations
from webapp.db import Model, db


@pytest.fixture
def application(database_url: str) -> Iterator[Flask]:
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with build.application(database_url) as app, app.app_context():
        know_migrations()
        yield app
        db.session.remove()


def test_models_and_migrations_agree(application: Flask) -> None:
    upgrade()

    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Model.metadata) == []


def test_the_way_back_leaves_nothing(application: Flask) -> None:
    upgrade()
    downgrade(revision="base")

    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
