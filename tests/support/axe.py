"""What axe objects to on a page, by the rules that every page of the product keeps.

Axe is injected as a script of its own, so the pages keep their strict policy.
"""

from pathlib import Path

from playwright.sync_api import Page

from tests.support.pictures import PHONE, WIDE

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
