"""Every page of the studio in a real Chromium: no accessibility violation, nothing too wide.

What a canvas cannot say, the list of steps says; it is one of these pages.
"""

import re

import pytest
from playwright.sync_api import Browser

from tests.support.axe import LOOKS, complaints
from tests.support.pictures import WIDE, lifecycle, signed_in

PACKAGE = "/studio/customer_engineering"
PAGES = ["/studio/", "/studio/new", f"{PACKAGE}/", f"{PACKAGE}/words/en?show=all", f"{PACKAGE}/history", f"{PACKAGE}/compare",
         f"{PACKAGE}/trials/", f"{PACKAGE}/steps/bpmn/stage_execution.bpmn", f"{PACKAGE}/update", f"{PACKAGE}/migration",
         f"{PACKAGE}/files/package.toml", f"{PACKAGE}/files/i18n/en.po?how=text", f"{PACKAGE}/files/bpmn/stage_execution.bpmn?element=report_progress",
         f"{PACKAGE}/files/forms/accept_materials.form", f"{PACKAGE}/files/dmn/contract_route.dmn"]
EDITOR = re.compile(r"/build/(diagram|form|decision)-\w+\.js")

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.mark.parametrize(("size", "locale", "theme"), LOOKS)
def test_every_page_of_the_studio_is_accessible_and_fits(
        browser: Browser, live_server: str, draft: str, size: dict[str, int], locale: str, theme: str) -> None:
    page = signed_in(browser, live_server, "process_owner", size, locale, theme)

    assert complaints(page, live_server, PAGES) == []
    page.context.close()


def test_no_page_but_an_editor_pays_for_an_editor(browser: Browser, live_server: str, draft: str) -> None:
    page, loaded = signed_in(browser, live_server, "process_owner", WIDE, "zh", "light"), []
    page.on("request", lambda request: loaded.extend(EDITOR.findall(request.url)))

    for path in ("/", "/projects/", "/projects/1", f"{PACKAGE}/", f"{PACKAGE}/steps/bpmn/stage_execution.bpmn"):
        page.goto(f"{live_server}{path}", wait_until="networkidle")
    page.goto(lifecycle(page, live_server), wait_until="networkidle")
    assert loaded == []

    page.goto(f"{draft}/files/forms/accept_materials.form", wait_until="networkidle")
    assert loaded == ["form"]
    page.context.close()
