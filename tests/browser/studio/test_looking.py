"""What is live is read in the editors and changed by nobody; what is drawn is saved before one leaves."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.studio.conftest import Opened, until
from tests.support.pictures import WIDE, signed_in

LIVE = "/studio/change_request/files"
TEXT = "() => window.studio.read()"
ATTEMPTS = {
    "bpmn/change_request.bpmn": """() => { const shape = modeler.get('elementRegistry').filter(({type}) => type === 'bpmn:UserTask')[0];
        modeler.get('modeling').updateProperties(shape, {name: '改'}); modeler.get('selection').select(shape);
        modeler.get('editorActions').trigger('removeSelection'); }""",
    "forms/assess_change.form": """() => { const [field] = formEditor.get('formFieldRegistry').getAll().filter(({type}) => type === 'textarea');
        formEditor.get('modeling').editFormField(field, 'label', '改'); }""",
    "dmn/change_route.dmn": """() => { const viewer = decisionEditor.getActiveViewer();
        viewer.get('modeling').removeRow(viewer.get('sheet').getRoot().rows[0]); }""",
}

pytestmark = pytest.mark.browser


@pytest.fixture
def reader(browser: Browser, live_server: str) -> Iterator[Page]:
    page = signed_in(browser, live_server, "process_owner", WIDE, "zh", "light")
    yield page
    page.context.close()


@pytest.mark.parametrize("path", ATTEMPTS)
def test_what_is_live_is_shown_and_cannot_be_changed(reader: Page, live_server: str, path: str) -> None:
    reader.goto(f"{live_server}{LIVE}/{path}")
    reader.wait_for_selector("body[data-ready]")
    before = reader.evaluate(TEXT)

    reader.evaluate(ATTEMPTS[path])

    assert reader.evaluate(TEXT) == before
    assert "只读" in reader.inner_text(".studio-state")
    assert not reader.locator(".djs-palette, .fjs-palette-container").first.is_visible()
    assert reader.get_by_role("button", name="起草修改").is_visible()


def test_a_pasted_expression_keeps_one_equals_sign(opened: Opened) -> None:
    page = opened("bpmn/stage_design.bpmn")
    flow = page.evaluate("""() => { const flow = modeler.get('elementRegistry').filter(({businessObject: {conditionExpression}}) => conditionExpression)[0];
        modeler.get('selection').select(flow); return flow.id; }""")
    page.click(".bio-properties-panel-group-header-title:has-text('条件')")

    page.click("[data-entry-id=conditionExpression] .cm-content")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("= verdict = \"pass\"")

    until(page, """id => modeler.get('elementRegistry').get(id).businessObject.conditionExpression.body
        === '=verdict = "pass"'""", flow)
    page.evaluate("while (modeler.get('commandStack').canUndo()) modeler.get('commandStack').undo()")
