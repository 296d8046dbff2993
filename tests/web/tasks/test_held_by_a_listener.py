"""A task whose taking a verb listens to: it says whose it is and why it waits, and is handed in when the verb is done."""

from flask import Flask

from tests.support import build
from tests.support.cast import Cast
from tests.support.diagrams import diagram, extended, zeebe
from tests.web.conftest import SignedIn
from tests.web.tasks.test_task_page import first_task
from webapp.domain import packages
from webapp.handlers import HANDLERS
from webapp.transaction import transaction

LISTENS = extended(
    zeebe("userTask"), zeebe("assignmentDefinition", candidateGroups="designer"),
    zeebe("taskListeners", zeebe("taskListener", eventType="assigning", type="notifications.tell")),
    zeebe("taskHeaders", zeebe("header", key="roles", value="project_lead") + zeebe("header", key="text", value="图纸已有人领取")))


def test_who_takes_it_reads_why_it_waits_and_hands_it_in_when_the_verb_is_done(
        app: Flask, signed_in: SignedIn, cast: Cast) -> None:
    lifecycle = diagram("start > check > end", process="lifecycle", check=LISTENS)
    with app.app_context():
        with transaction() as session:
            packages.deploy(session, build.package({"lifecycle": lifecycle}), actor="process_owner", handlers=HANDLERS)
        build.start_project(cast)
        build.work()
    designer, lead = signed_in(cast.designer), signed_in(cast.lead)
    check = first_task(designer, "groups")

    designer.post(f"{check}/claim")
    early = designer.post(f"{check}/completion", data={})

    assert "Others were asked first" in designer.get(check).text
    assert early.status_code == 409
    with app.app_context():
        build.work()
    assert "图纸已有人领取" in lead.get("/notifications/").text
    assert designer.post(f"{check}/completion", data={}).location == "/inbox/"
