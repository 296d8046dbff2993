"""What axe objects to on a page, by the rules that every page of the product keeps.

Axe is injected as a script of its own, so the pages keep their strict policy.
"""

from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Page

from tests.support.pictures import PHONE, WIDE, settled

AXE = Path(__file__).parents[2] / "webapp" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LOOKS = [(WIDE, "zh", "light"), (WIDE, "en", "dark"), (PHONE, "zh", "dark"), (PHONE, "en", "light")]
JUDGED = """async rules => (await axe.run(document, {runOnly: rules, resultTypes: ["violations"]})).violations
    .map(each => `${each.id}: ${each.nodes[0].html.slice(0, 150)}`)"""


def wrong_with(page: Page) -> list[str]:
    """What axe objects to, and how many pixels the page is wider than the screen."""
    page.evaluate(AXE.read_text())
    told: list[str] = page.evaluate(JUDGED, RULES)
    wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return told + ([f"{wider} px too wide"] if wider > 0 else [])


def complaints(page: Page, address: str, paths: Iterable[str]) -> list[str]:
    """What is wrong with these pages, one after the other, and every error of their scripts."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    for path in paths:
        page.goto(f"{address}{path}")
        settled(page)
        found += [f"{path}: {told}" for told in wrong_with(page)]
    return found
