"""Two drawings of one diagram side by side: whoever moves one moves the other, and both say what differs."""

import pytest

from tests.browser.studio.conftest import Opened

STAGE = "bpmn/stage_handover.bpmn"
VIEWS = """(sides) => [...sides.querySelectorAll('.diagram')].map((frame) =>
    frame.querySelector('.viewport').getAttribute('transform').match(/-?[\\d.]+/g).map(Number))"""

pytestmark = pytest.mark.browser


def test_both_drawings_move_together_and_mark_what_differs(opened: Opened, draft: str) -> None:
    page = opened(STAGE)
    page.evaluate("""() => modeler.get('modeling').updateProperties(modeler.get('elementRegistry').get('hold_training'), {name: '培训客户'})""")
    page.wait_for_selector(".studio-state[data-state=saved]", timeout=20_000)
    page.goto(f"{draft}/compare")
    sides = page.locator(".panel", has_text="移交培训").locator(".compare-sides")
    sides.locator(".diagram.is-drawn").nth(1).wait_for()

    sides.locator(".diagram").first.locator("[data-zoom=fit]").click()
    page.wait_for_timeout(300)

    before, after = sides.evaluate(VIEWS)
    assert before == pytest.approx(after, rel=0.02)
    assert sides.locator(".djs-element.changed").count() >= 2
