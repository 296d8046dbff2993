"""Whether the studio is somebody's to open is asked on every page of every colleague: once for all packages."""

from flask import Flask

from tests.support.cast import Cast
from tests.support.statements import asked_of
from webapp.db import db
from webapp.domain import drafts
from webapp.domain.projects import Project


def test_the_rights_in_a_package_are_read_in_one_question(app: Flask, cast: Cast, project: Project) -> None:
    with app.app_context():
        drafts.may_open_studio(db.session(), cast.designer)  # what is kept per process is kept now
        with asked_of(db.engine) as asked:
            assert not drafts.may_open_studio(db.session(), cast.designer)

    assert len(asked) == 1, asked
