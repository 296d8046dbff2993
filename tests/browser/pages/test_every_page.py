"""Every page in a real Chromium: no accessibility violation, nothing wider than the screen, no error.

Both widths, both languages, day and night.
"""

import pytest
from playwright.sync_api import Browser

from tests.support.axe import LOOKS, complaints
from tests.support.pictures import signed_in

PAGES = ["/inbox/", "/inbox/?box=groups", "/inbox/?box=done", "/projects/", "/projects/1",
         "/projects/new", "/projects/new?customer=1", "/customers/", "/customers/1", "/customers/new",
         "/people/", "/people/1", "/people/new", "/departments/", "/notifications/", "/processes/", "/processes/1", "/processes/4?process=stage_requirements",
         "/outbox/", "/incidents/", "/projects/1/case", "/confirmations/2", "/documents/1/reading", "/verify", "/nowhere"]

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("size", "locale", "theme"), LOOKS)
def test_every_page_is_accessible_and_fits(
        browser: Browser, live_server: str, size: dict[str, int], locale: str, theme: str) -> None:
    page = signed_in(browser, live_server, "admin", size, locale, theme)

    assert complaints(page, live_server, PAGES) == []
