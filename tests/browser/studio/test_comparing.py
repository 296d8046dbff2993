"""Two drawings of one diagram side by side: whoever moves one moves the other, and both say what differs."""

import pytest

from tests.browser.studio.conftest import Opened

STAGE = "bpmn/stage_handover.bpmn"
VIEWS = """() => [...document.querySelectorAll('.compare-sides .diagram')].map((frame) =>
    frame.querySelector('.viewport').getAttribute('transform').match(/-?[\\d.]+/g).map(Number))"""

pytestmark = pytest.mark.browser


def test_both_drawings_move_together_and_mark_what_differs(opened: Opened, draft: str) -> None:
    page = opened(STAGE)
    page.evaluate("""() => modeler.get('modeling').updateProperties(modeler.get('elementRegistry').get('hold_training'), {name: '培训客户'})""")
    page.wait_for_selector(".studio-state[data-state=saved]", timeout=20_000)
    page.goto(f"{draft}/compare")
    page.locator(".compare-sides .diagram.is-drawn").nth(1).wait_for()

    page.locator(".compare-sides .diagram").first.locator("[data-zoom=fit]").click()
    page.wait_for_timeout(300)

    before, after = page.evaluate(VIEWS)
    assert before == pytest.approx(after, rel=0.02)
    assert page.locator(".compare-sides .djs-element.changed").count() >= 2
