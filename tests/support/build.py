"""Builders: settings, databases and packages for tests, as the product itself would make them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Flask

from webapp.config import Settings
from webapp.db import Model, db, open_database

SECRET = "a secret of the tests, long enough to be one"


def settings(database_url: str, **more: Any) -> Settings:
    """Settings for this database; a test names only what its story is about."""
    return Settings(database_url=database_url, secret_key=SECRET, **more)


@contextmanager
def database(database_url: str, **more: Any) -> Iterator[Flask]:
    """The domain floor on a fresh database, without any screen."""
    app = Flask("tandem-floor")
    app.config["SETTINGS"] = settings(database_url, **more)
    open_database(app, database_url)
    with app.app_context():
        Model.metadata.create_all(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


def package(bpmn: Mapping[str, bytes], *, key: str = "customer_engineering", root: str = "lifecycle",
            **files: bytes) -> dict[str, bytes]:
    """The files of a small package: a manifest and diagrams by name."""
    manifest = f'key = "{key}"\nname = "客户工程项目"\nname_en = "Customer engineering"\nroot = "{root}"\n'
    return {"package.toml": manifest.encode(), **files,
            **{f"bpmn/{name}.bpmn": text for name, text in bpmn.items()}}
