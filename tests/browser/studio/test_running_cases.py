"""Running cases on their diagrams, in a real Chromium: at the open step on a phone, by heat over all cases of a version."""

import pytest
from playwright.sync_api import Browser, Page

from tests.support.pictures import PHONE, WIDE, lifecycle, signed_in

IN_SIGHT = """() => { const frame = document.querySelector('.diagram.is-drawn').getBoundingClientRect();
    return [...document.querySelectorAll('.diagram.is-drawn .djs-element.here')].some((each) => {
        const box = each.querySelector('.djs-visual').getBoundingClientRect();
        return box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom; }); }"""
SCALE = "() => document.querySelector('.diagram.is-drawn .viewport').transform.baseVal[0].matrix.a"
FILLS = """() => new Set([...document.querySelectorAll('.diagram.is-drawn [class*=heat-] .djs-visual > rect:first-child')]
    .map((each) => getComputedStyle(each).fill)).size"""

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", ["/projects/1", "/projects/1/case"])
def test_a_phone_opens_a_case_at_the_step_that_is_open(browser: Browser, live_server: str, path: str) -> None:
    page = signed_in(browser, live_server, "admin", PHONE, "zh", "light")

    page.goto(f"{live_server}{path}")
    page.wait_for_selector(".diagram.is-drawn .djs-element.here")

    assert page.evaluate(IN_SIGHT)
    assert page.evaluate(SCALE) >= 0.79
    page.context.close()


def test_the_steps_of_a_version_are_coloured_by_how_long_they_take(browser: Browser, live_server: str) -> None:
    page = signed_in(browser, live_server, "process_owner", WIDE, "zh", "light")

    page.goto(first_version(page, live_server))
    page.wait_for_selector(".diagram.is-drawn [class*=heat-]")

    assert page.evaluate(FILLS) > 1
    assert page.locator(".diagram .time-badge").count() > 1
    page.context.close()


def first_version(page: Page, address: str) -> str:
    """The address of the version in which the demo's cases began; others may have published newer ones meanwhile."""
    page.goto(lifecycle(page, address))
    first = page.get_by_role("link", name="第 1 版", exact=True).get_attribute("href")
    return f"{address}{first}?process=stage_requirements"
