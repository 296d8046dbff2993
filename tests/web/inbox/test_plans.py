"""No page of the inbox reads through what has ended: whatever is asked, what is kept for ever is found by an index."""

import re

import pytest
from flask import Flask
from sqlalchemy import event

from tests.support.cast import Cast
from tests.web.conftest import SignedIn
from webapp.db import db
from webapp.domain.projects import Project

KEPT_FOR_EVER = ("engine_task", "engine_instance", "engine_event", "engine_incident", "engine_job", "project", "project_member", "side_case",
                 "comment", "draft", "notification", "signature", "seal")


@pytest.mark.parametrize("asked", [
    f"box={box}{more}" for box in ("mine", "groups", "done")
    for more in ("", "&due=overdue", "&due=week", "&search=柔性", "&search=Propose", "&search=nobody&due=today", "&page=3")])
def test_no_page_of_the_inbox_looks_through_what_has_ended(
        app: Flask, signed_in: SignedIn, cast: Cast, project: Project, asked: str) -> None:
    reader = signed_in(cast.lead)
    said: list[tuple[str, object]] = []

    def hear(_connection: object, _cursor: object, statement: str, values: object, *_more: object) -> None:
        said.append((statement, values))

    with app.app_context():
        database = db.engine
    event.listen(database, "before_cursor_execute", hear)
    assert reader.get(f"/inbox/?{asked}").status_code == 200
    event.remove(database, "before_cursor_execute", hear)

    with app.app_context(), db.engine.connect() as connection:
        cursor = connection.connection.cursor()
        steps = [(row[-1], statement) for statement, values in said if statement.lstrip().startswith(("SELECT", "WITH"))
                 for row in cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()]
    assert steps
    assert [step for step in steps if re.match(rf"SCAN ({'|'.join(KEPT_FOR_EVER)})(_\d+)?\b(?!.*_open)", step[0])] == []
