"""The outbox: open in the demo on this machine, absent everywhere else."""

from flask import Flask

from tests.support import build
from tests.support.cast import Cast
from tests.web.conftest import SignedIn
from webapp.domain.projects import Project


def test_the_demo_shows_what_it_would_have_sent(
        app: Flask, signed_in: SignedIn, cast: Cast, project: Project) -> None:
    lead = signed_in(cast.lead)
    with app.app_context():
        build.work()

    assert "lead@tandem.example" in lead.get("/outbox/").text
    assert lead.get("/outbox/1").status_code == 200


def test_from_another_machine_there_is_no_outbox(signed_in: SignedIn, cast: Cast) -> None:
    answer = signed_in(cast.lead).get("/outbox/", environ_base={"REMOTE_ADDR": "192.0.2.7"})

    assert answer.status_code == 404


def test_outside_the_demo_there_is_no_outbox(sqlite_url: str, app: Flask, signed_in: SignedIn,
                                             cast: Cast) -> None:
    app.config["SETTINGS"] = build.settings(sqlite_url, demo=False)

    assert signed_in(cast.lead).get("/outbox/").status_code == 404


def test_a_mail_is_found_by_its_subject_or_its_reader(app: Flask, signed_in: SignedIn, cast: Cast, project: Project) -> None:
    lead = signed_in(cast.lead)
    with app.app_context():
        build.work()

    for words in ("lead@tandem", "柔性生产线"):
        assert 'href="/outbox/1"' in lead.get("/outbox/", query_string={"search": words}).text
    for words in ("nobody@", "%"):
        assert "No mail bears these words" in lead.get("/outbox/", query_string={"search": words}).text
