"""What one does on the pages in a real Chromium: by keyboard, by thumb, by day and night."""

import pytest
from playwright.sync_api import Browser

from tests.support.axe import wrong_with
from tests.support.pictures import PHONE, WIDE, settled, signed_in

pytestmark = pytest.mark.browser


def test_the_sign_in_page_is_accessible_and_lets_the_cast_in(browser: Browser, live_server: str) -> None:
    page = browser.new_page(viewport=PHONE)
    page.goto(f"{live_server}/sign-in")

    assert wrong_with(page) == []
    page.click("button[value=lead]")
    assert page.url == f"{live_server}/"


def test_a_task_page_is_accessible_and_shows_the_step_on_its_diagram(
        browser: Browser, live_server: str) -> None:
    page = signed_in(browser, live_server, "lead", PHONE, "zh", "light")

    page.click(".rows .row-link")
    page.wait_for_selector(".diagram.is-drawn .here")

    assert wrong_with(page) == []


def test_everything_one_touches_on_a_phone_is_44_pixels_high(browser: Browser, live_server: str) -> None:
    page = signed_in(browser, live_server, "lead", PHONE, "zh", "light")

    for path in ("/inbox/", "/projects/1", "/customers/1"):
        page.goto(f"{live_server}{path}")
        low = page.eval_on_selector_all(
            "main .btn, main input:not([type=hidden]), main select, .tabbar a, .tabs a, summary",
            """nodes => nodes.filter(node => node.offsetParent && node.type !== 'checkbox'
                 && node.getBoundingClientRect().height < 43.5).map(node => node.outerHTML.slice(0, 120))""")
        assert low == [], path


def test_the_theme_changes_at_once_and_is_remembered(browser: Browser, live_server: str) -> None:
    page = signed_in(browser, live_server, "lead", WIDE, "zh", "light")

    page.click(".side button[value=dark]")
    page.wait_for_selector("html[data-bs-theme=dark]")
    page.goto(f"{live_server}/projects/")

    assert page.get_attribute("html", "data-bs-theme") == "dark"


def test_the_keyboard_reaches_the_content_first(browser: Browser, live_server: str) -> None:
    page = signed_in(browser, live_server, "lead", WIDE, "zh", "light")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "content"


def test_searching_the_inbox_needs_no_reload(browser: Browser, live_server: str) -> None:
    page = signed_in(browser, live_server, "lead", WIDE, "zh", "light")
    page.evaluate("window.stayed = true")

    page.fill("#search", "没有这样的任务")
    page.wait_for_selector("#list .empty-state")

    assert page.evaluate("window.stayed")
    assert "search=" in page.url


def test_a_double_click_sends_a_form_once(browser: Browser, live_server: str) -> None:
    page = signed_in(browser, live_server, "lead", WIDE, "en", "light")
    page.goto(f"{live_server}/customers/1")
    settled(page)
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)

    page.fill("#notes [name=text]", "They ask for a visit before the frost.")
    page.dblclick("#notes form .btn", delay=20)
    page.wait_for_selector("#notes .thread >> text=before the frost")

    assert len(sent) == 1
