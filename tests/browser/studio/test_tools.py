"""What stands around the drawing in a real Chromium: found by name, seen as a whole, coloured, completed, and shared."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.studio.conftest import Opened, until
from tests.support.pictures import WIDE, signed_in

DESIGN = "bpmn/stage_design.bpmn"
SELECTED = "() => modeler.get('selection').get()[0]?.id"
UNDO = "while (modeler.get('commandStack').canUndo()) modeler.get('commandStack').undo()"

pytestmark = pytest.mark.browser


def select(page: Page, element: str) -> None:
    page.evaluate("id => modeler.get('selection').select(modeler.get('elementRegistry').get(id))", element)
    page.wait_for_selector(".bio-properties-panel-group-header")


def test_a_step_is_found_by_its_name(opened: Opened) -> None:
    page = opened(DESIGN)
    name = page.evaluate("modeler.get('elementRegistry').get('expert_review').businessObject.name")

    page.click("[data-tool=search]")
    page.keyboard.insert_text(name)
    page.keyboard.press("End")
    page.wait_for_selector(".djs-search-result")
    page.keyboard.press("Enter")

    assert page.evaluate(SELECTED) == "expert_review"


def test_a_small_map_shows_the_whole_and_moves_the_sheet(opened: Opened) -> None:
    page = opened(DESIGN)
    page.evaluate("modeler.get('canvas').zoom(2)")
    before = page.evaluate("modeler.get('canvas').viewbox().x")

    page.click(".djs-minimap .toggle")
    drawn = page.locator(".djs-minimap.open .map")
    box = drawn.bounding_box()
    assert box is not None
    assert drawn.locator(".djs-shape, .djs-visual, rect").count() > 10
    page.mouse.click(box["x"] + box["width"] * 0.9, box["y"] + box["height"] / 2)

    assert page.evaluate("modeler.get('canvas').viewbox().x") != before
    assert page.locator(".djs-grid, .djs-grid-canvas, [class*=layer-djs-grid]").count() >= 1


def test_a_colour_is_written_with_the_step(opened: Opened) -> None:
    page = opened(DESIGN)
    select(page, "expert_review")

    page.click(".djs-context-pad [data-action='set-color']")
    page.locator(".djs-popup .entry[data-id=blue-color]").click()

    xml = page.evaluate("window.studio.read()")
    shape = xml[xml.index('bpmnElement="expert_review"'):][:300]
    assert "background-color" in shape
    page.evaluate(UNDO)


def test_what_the_system_does_is_picked_from_its_verbs(opened: Opened) -> None:
    page = opened(DESIGN)
    step = page.evaluate("modeler.get('elementRegistry').filter((each) => each.type === 'bpmn:ServiceTask')[0].id")

    page.evaluate("id => modeler.get('elementTemplates').removeTemplate(modeler.get('elementRegistry').get(id))", step)
    select(page, step)
    page.locator(".bio-properties-panel-group-header", has_text="系统处理").click()
    page.select_option("select[name=handler-picker]", "notifications.tell")

    until(page, "modeler.get('selection').get()[0].businessObject.extensionElements.values.some(({type}) => type === 'notifications.tell')")
    page.evaluate(UNDO)


def test_an_expression_completes_what_is_really_there(opened: Opened) -> None:
    page = opened(DESIGN)
    flow = page.evaluate("""() => { const flow = modeler.get('elementRegistry').filter(({businessObject: {conditionExpression}}) => conditionExpression)[0];
        modeler.get('selection').select(flow); return flow.id; }""")
    page.click(".bio-properties-panel-group-header-title:has-text('条件')")

    page.click("[data-entry-id=conditionExpression] .cm-content")
    page.keyboard.press("Control+a")
    page.keyboard.type("project_le")
    page.wait_for_selector(".cm-tooltip-autocomplete")

    assert "project_lead" in page.inner_text(".cm-tooltip-autocomplete")
    until(page, "id => modeler.get('elementRegistry').get(id).businessObject.conditionExpression.body.includes('project_le')", flow)
    page.keyboard.press("Escape")
    page.evaluate(UNDO)



def test_who_else_has_the_file_open_is_named(browser: Browser, live_server: str, draft: str, opened: Opened) -> None:
    colleague = second_owner(browser, live_server)
    opened(DESIGN)

    colleague.goto(f"{draft}/files/{DESIGN}")

    expect(colleague.locator("[data-others]")).to_have_text("Also here: 流程负责人")
    colleague.context.close()


def second_owner(browser: Browser, address: str) -> Page:
    """A page on which another process owner is signed in, whom the administrator has just added."""
    page = signed_in(browser, address, "admin", WIDE, "en", "light")
    page.goto(f"{address}/people/new")
    for field, text in {"username": "owner2", "name": "流程工程师", "email": "owner2@tandem.example",
                        "password": "a first password"}.items():
        page.fill(f"[name={field}]", text)
    page.check("[name=roles][value=process_owner]")
    page.click("main form .btn-primary")
    page.wait_for_url(re.compile(r"/people/\d+$"))
    page.context.clear_cookies(name="session")
    page.goto(f"{address}/sign-in")
    page.fill("[name=username]", "owner2")
    page.fill("[name=password]", "a first password")
    page.keyboard.press("Enter")
    page.wait_for_load_state("networkidle")
    return page
