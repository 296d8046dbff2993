"""The customer's rooms in a real Chromium: a way in on a phone, every look accessible, everything within reach of a thumb."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.support.axe import LOOKS, wrong_with
from tests.support.pictures import PHONE, mailed_code

CUSTOMER = "customer@customer.example"
LOW = """nodes => nodes.filter(node => node.offsetParent && node.type !== 'checkbox'
     && node.getBoundingClientRect().height < 43.5).map(node => node.outerHTML.slice(0, 120))"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def secret(browser: Browser, live_server: str) -> Iterator[str]:
    """The customer comes in by mail address and code, on a phone, and stays on their own device."""
    page = browser.new_page(viewport=PHONE)
    page.goto(f"{live_server}/portal")
    assert wrong_with(page) == []
    page.fill("input[name=email]", CUSTOMER)
    page.click("main .btn-primary")
    assert wrong_with(page) == []
    page.fill("input[name=code]", mailed_code(browser, live_server, CUSTOMER))
    page.check("input[name=remember]")
    page.click("main .btn-primary")
    page.wait_for_url("**/portal")
    yield next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "portal")
    page.context.close()


def visitor(browser: Browser, address: str, secret: str, *, size: dict[str, int] = PHONE, locale: str = "zh",
            theme: str = "light") -> Page:
    context = browser.new_context(viewport=size)
    context.add_cookies([{"name": name, "value": value, "url": address}
                         for name, value in (("portal", secret), ("locale", locale), ("theme", theme))])
    return context.new_page()


@pytest.mark.parametrize(("size", "locale", "theme"), LOOKS)
def test_every_room_is_accessible_and_fits(
        browser: Browser, live_server: str, secret: str, size: dict[str, int], locale: str, theme: str) -> None:
    page, complaints = visitor(browser, live_server, secret, size=size, locale=locale, theme=theme), []

    for path in ("/portal", "/portal/projects/1"):
        page.goto(f"{live_server}{path}")
        page.eval_on_selector_all("details", "all => all.forEach(each => each.open = true)")
        complaints += [f"{path}: {told}" for told in wrong_with(page)]

    assert complaints == []


def test_everything_one_touches_in_the_rooms_is_44_pixels_high(browser: Browser, live_server: str, secret: str) -> None:
    page = visitor(browser, live_server, secret)
    for path in ("/portal", "/portal/projects/1"):
        page.goto(f"{live_server}{path}")
        assert page.eval_on_selector_all(
            "header .btn, main .btn, main a, main input:not([type=hidden]), main textarea, main summary", LOW) == [], path


def test_a_requirement_is_accepted_in_one_tap_and_stays_in_sight(browser: Browser, live_server: str, secret: str) -> None:
    page = visitor(browser, live_server, secret, locale="en")
    page.goto(f"{live_server}/portal/projects/1")

    page.click("#requirement-2 button[value=accept]")

    page.wait_for_url("**/portal/projects/1#requirement-2")
    assert "accepted" in page.inner_text("#requirement-2")
    assert page.locator("#requirement-2 button[value=accept]").count() == 0


def test_one_tap_leads_from_the_front_page_to_the_paper(browser: Browser, live_server: str, secret: str) -> None:
    page = visitor(browser, live_server, secret)
    page.goto(f"{live_server}/portal")

    page.click(".turns .btn-primary")

    page.wait_for_url("**/s/*")


def test_what_was_chosen_to_be_verified_is_named_before_it_is_sent(browser: Browser, live_server: str, tmp_path: Path) -> None:
    page, pack = browser.new_page(viewport=PHONE, locale="en"), tmp_path / "证据包.zip"
    pack.write_bytes(b"no pack at all" * 200)
    page.goto(f"{live_server}/verify")
    assert wrong_with(page) == []

    page.set_input_files("#file", pack)

    assert page.inner_text(".file-chosen") == "证据包.zip · 3 KB"
    assert wrong_with(page) == []
