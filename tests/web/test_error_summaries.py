"""Whatever a form finds wrong is said once at its head, with a way to the field, and once at the field itself."""

from pathlib import Path

import lxml.html
import pytest
from flask import Flask
from lxml.html import HtmlElement
from werkzeug.test import TestResponse

from tests.support.cast import Cast
from tests.web.conftest import SignedIn
from webapp import processes
from webapp.domain import packages
from webapp.handlers import HANDLERS
from webapp.transaction import transaction

LIFECYCLE = Path(__file__).parents[2] / "processes" / "customer_engineering"
EMPTY_FORMS = [
    ("/customers/", {"name": "", "industry": ""}, {"name"}),
    ("/customers/1/contacts", {"name": "", "email": ""}, {"name", "email", "locale"}),
    ("/customers/1/notes", {"text": "   "}, {"text"}),
    ("/people/", {"username": "", "name": "", "email": "", "password": "short"},
     {"username", "name", "email", "password"}),
    ("/sign-in", {"username": "", "password": ""}, {"username", "password"}),
    ("/projects/?customer=1", {"project_name": "", "customer_contact": ""},
     {"project_name", "customer_contact", "background", "expected_delivery", "project_lead"}),
]


@pytest.fixture
def lifecycle(app: Flask, cast: Cast) -> Cast:
    """The package that ships, whose start form has fields of its own."""
    with app.app_context(), transaction() as session:
        packages.deploy(session, processes.read(LIFECYCLE).files, actor="process_owner", handlers=HANDLERS)
    return cast


@pytest.mark.parametrize(("address", "sent", "wanted"), EMPTY_FORMS)
def test_the_summary_leads_to_every_field_that_is_wrong(
        signed_in: SignedIn, lifecycle: Cast, address: str, sent: dict[str, str], wanted: set[str]) -> None:
    answer = signed_in(lifecycle.admin).post(address, data=sent)

    assert answer.status_code == 422
    assert wanted <= told_and_marked(answer)


def test_a_name_taken_is_told_like_every_other_mistake(signed_in: SignedIn, lifecycle: Cast) -> None:
    answer = signed_in(lifecycle.lead).post("/customers/", data={"name": "汽车零部件制造商"})

    assert told_and_marked(answer) == {"name"}


def test_one_mistake_is_one(signed_in: SignedIn, lifecycle: Cast) -> None:
    lead = signed_in(lifecycle.lead)

    assert "Please look at this again" in lead.post("/customers/", data={"name": ""}).text
    assert "Please look at these 3 again" in lead.post("/customers/1/contacts", data={}).text


def test_whoever_leads_projects_is_proposed_as_lead(signed_in: SignedIn, lifecycle: Cast) -> None:
    for actor, proposed in ((lifecycle.lead, "lead"), (lifecycle.director, "")):
        page = tree_of(signed_in(actor).get("/projects/new?customer=1"))

        chosen = page.xpath("//select[@name='project_lead']/option[@selected]/@value")
        assert "".join(chosen) == proposed


def told_and_marked(answer: TestResponse) -> set[str]:
    """The fields the summary leads to; each is on the page, marked, and tied to its own words."""
    page = tree_of(answer)
    summaries = page.xpath("//*[@id='form-problems'][@role='alert'][@tabindex='-1'][@autofocus]")
    assert len(summaries) == 1
    told = {link.get("href").removeprefix("#") for link in summaries[0].iter("a")}
    for each in told:
        field = page.get_element_by_id(each)
        marked = field if field.get("aria-invalid") else field.find(".//*[@aria-invalid]")
        assert marked is not None, each
        words = [page.get_element_by_id(name) for name in marked.get("aria-describedby", "").split()]
        assert any((node.text_content() or "").strip() for node in words), each
    return told


def tree_of(answer: TestResponse) -> HtmlElement:
    return lxml.html.document_fromstring(answer.text)
