"""Whether the studio is somebody's to open is asked on every page of every colleague: once for each package, not for each right."""

from flask import Flask
from sqlalchemy import event

import engine
from tests.support.cast import Cast
from webapp.db import db
from webapp.domain import drafts
from webapp.domain.projects import Project


def test_the_rights_in_a_package_are_read_in_one_question(app: Flask, cast: Cast, project: Project) -> None:
    asked: list[str] = []
    with app.app_context():
        session = db.session()
        keys = engine.packages(session)
        event.listen(db.engine, "before_cursor_execute", lambda _c, _k, statement, *_more: asked.append(statement))

        assert not drafts.may_open_studio(session, cast.designer)

    assert len(asked) <= 1 + 2 * len(keys)
