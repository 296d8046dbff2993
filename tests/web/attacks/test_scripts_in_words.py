"""Words that are scripts stay words: names, notes, comments and answers, looked at in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from tests.web.attacks.world import House
from webapp.domain import customers
from webapp.transaction import transaction

EVIL = ("<script>window.ran=1</script><img src=x onerror=window.ran=1>\"'><svg onload=window.ran=1>"
        "</title></textarea>{{7*7}}\u202egnp")

pytestmark = pytest.mark.browser


@pytest.fixture
def address(house: House) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, house.app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


def write_evil_everywhere(house: House) -> int:
    """In every place that keeps words; returns the customer they stand at."""
    lead, admin = house.signed_in(house.cast.lead), house.signed_in(house.cast.admin)
    with house.app.app_context(), transaction() as session:
        customer_id = customers.create_customer(session, name=EVIL, industry=EVIL, address=EVIL, by="lead").id
    lead.post(f"/customers/{customer_id}/contacts", data={
        "name": EVIL[:100], "title": EVIL[:100], "email": "a@x.example", "locale": "zh", "phone": "javascript:ran=1"})
    lead.post(f"/customers/{customer_id}/notes", data={"text": EVIL})
    lead.post(f"{house.task}/comments", data={"text": EVIL})
    admin.post("/people/", data={"username": "evil", "name": EVIL[:100], "email": '"><script>ran=1</script>@x',
                                 "title": EVIL[:100], "department": EVIL[:100], "roles": "designer"})
    form = lead.get(house.task).text.split("<main")[1]
    lead.post(f"{house.task}/draft", data={part.split('"')[0]: EVIL for part in form.split('name="')[1:]
                                           if not part.startswith("_")})
    return customer_id


def test_nothing_that_was_typed_runs(house: House, address: str, page: Page) -> None:
    customer_id = write_evil_everywhere(house)
    lead = house.signed_in(house.cast.lead)
    page.context.add_cookies([{"name": "tandem", "value": lead.get_cookie("tandem").value, "url": address}])

    for path in (f"/customers/{customer_id}", f"/customers/{customer_id}/edit", "/customers/", "/people/", house.task,
                 f"/projects/new?customer={customer_id}", "/inbox/?search=<script>window.ran=1</script>",
                 "/projects/?search=\"><img src=x onerror=window.ran=1>", "/projects/2", "/outbox/"):
        shown = page.goto(f"{address}{path}")

        assert shown is not None
        assert shown.status == 200, path
        assert page.evaluate("window.ran") is None, path
        assert page.locator("main script, main [onerror], main [onload], a[href^='javascript:']").count() == 0, path
