"""The bell: what is new is counted on every page, read by opening it, and nobody else's."""

from flask import Flask

from tests.support.cast import Cast
from tests.web.conftest import SignedIn
from webapp.db import db
from webapp.domain import notifications
from webapp.domain.projects import Project


def unread(app: Flask, actor_id: str) -> int:
    with app.app_context():
        return notifications.unread_count(db.session(), actor_id)


def test_the_bell_counts_what_is_new_and_opening_it_marks_it_read(
        app: Flask, signed_in: SignedIn, cast: Cast, project: Project) -> None:
    lead = signed_in(cast.lead)

    page = lead.get("/notifications/").text
    opened = lead.post("/notifications/1/reading")

    assert '<span class="nav-count">1</span>' in page
    assert "is yours." in page
    assert opened.location == "/tasks/1"
    assert unread(app, "lead") == 0
    assert '<a class="row-link row-seen" href="/tasks/1">' in lead.get("/notifications/").text


def test_looking_at_the_list_marks_nothing(
        app: Flask, signed_in: SignedIn, cast: Cast, project: Project) -> None:
    signed_in(cast.lead).get("/notifications/")

    assert unread(app, "lead") == 1


def test_all_at_once_are_marked_read_and_only_ones_own(
        app: Flask, signed_in: SignedIn, cast: Cast, project: Project) -> None:
    designer, lead = signed_in(cast.designer), signed_in(cast.lead)

    assert designer.post("/notifications/1/reading").status_code == 404
    designer.post("/notifications/reading")
    assert unread(app, "lead") == 1

    lead.post("/notifications/reading")
    assert unread(app, "lead") == 0
    assert "Mark all as read" not in lead.get("/notifications/").text


def test_an_empty_list_says_what_will_come(signed_in: SignedIn, cast: Cast) -> None:
    assert "Nothing yet" in signed_in(cast.designer).get("/notifications/").text
