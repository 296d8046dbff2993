"""A draft to draw on: the process owner signed in, a draft of the lifecycle begun, no error left unseen."""

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.support.pictures import WIDE, signed_in

PACKAGE = "/studio/customer_engineering"
Opened = Callable[..., Page]
PATIENCE_SECONDS, PAUSE_MS = 30, 50


def until(page: Page, expression: str, argument: object = None) -> None:
    """Wait until an expression holds. Asked from outside, for the page's policy forbids what Playwright would leave in it to ask again."""
    patience = time.monotonic() + PATIENCE_SECONDS
    while not page.evaluate(expression, argument):
        assert time.monotonic() < patience, f"never came true: {expression}"
        page.wait_for_timeout(PAUSE_MS)


@pytest.fixture(scope="module")
def draft(browser: Browser, live_server: str) -> str:
    """The address of a begun draft; whoever comes second joins it."""
    page = signed_in(browser, live_server, "process_owner", WIDE, "zh", "light")
    page.goto(f"{live_server}{PACKAGE}/")
    begin = page.locator(f"form[action$='{PACKAGE}/draft'] button")
    if begin.count():
        begin.first.click()
        page.wait_for_load_state()
    page.context.close()
    return f"{live_server}{PACKAGE}"


@pytest.fixture
def opened(browser: Browser, live_server: str, draft: str) -> Iterator[Opened]:
    """Opens a file of the draft in its editor, and waits until one can work in it."""
    complaints: list[str] = []
    pages: list[Page] = []

    def open_file(path: str, size: dict[str, int] = WIDE, locale: str = "zh", theme: str = "light") -> Page:
        page = signed_in(browser, live_server, "process_owner", size, locale, theme)
        pages.append(page)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
        page.goto(f"{draft}/files/{path}")
        page.wait_for_selector("body[data-ready]")
        return page

    yield open_file
    for page in pages:
        page.context.close()
    assert complaints == []
