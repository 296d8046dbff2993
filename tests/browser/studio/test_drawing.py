"""Drawing in a real Chromium: by mouse and by keys, checked while one draws, saved by itself, in two languages."""

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page

from tests.browser.studio.conftest import Opened, until
from tests.support.pictures import PHONE, WIDE

DIAGRAM = "bpmn/stage_requirements.bpmn"
AXE = Path(__file__).parents[3] / "webapp" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CANVAS = "[data-canvas]"
"""What axe does not look into: the library's drawing; the list of steps is its equivalent."""
OURS = re.compile(r"[A-Za-z]{3}")
CHINESE = re.compile("[\u4e00-\u9fff]")
EVERY_KIND = """() => {
  const factory = modeler.get('elementFactory'), modeling = modeler.get('modeling');
  const root = modeler.get('canvas').getRootElement();
  const kinds = ['SendTask', 'ReceiveTask', 'ScriptTask', 'BusinessRuleTask', 'SubProcess', 'ManualTask',
    'InclusiveGateway', 'EventBasedGateway', 'DataObjectReference', 'Group', 'AdHocSubProcess', 'TextAnnotation'];
  let x = 200;
  kinds.forEach((kind) => modeling.createShape({ type: `bpmn:${kind}` }, { x: (x += 150), y: 900 }, root));
  for (const sort of ['Timer', 'Message', 'Signal', 'Error', 'Escalation', 'Conditional', 'Link'])
    for (const place of ['StartEvent', 'IntermediateCatchEvent', 'EndEvent'])
      try {
        const shape = factory.createShape({ type: `bpmn:${place}`, eventDefinitionType: `bpmn:${sort}EventDefinition` });
        modeling.createShape(shape, { x: (x += 80), y: 1100 }, root);
      } catch {}
}"""
ALL_WORDS = """() => {
  const words = new Set();
  for (const part of document.querySelectorAll('.bio-properties-panel, .djs-popup, .djs-context-pad, .djs-palette, .studio-bar, .studio-tabs, #pane-problems, #pane-comments, [data-shortcuts]')) {
    const walk = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (walk.nextNode())
      if (!walk.currentNode.parentElement.closest('.cm-editor, option, .studio-title, kbd, .problem-list small'))
        words.add(walk.currentNode.nodeValue.trim());
    for (const each of part.querySelectorAll('[title], [aria-label], [placeholder]'))
      for (const name of ['title', 'aria-label', 'placeholder']) words.add((each.getAttribute(name) ?? '').trim());
  }
  return [...words];
}"""

pytestmark = pytest.mark.browser


def new_name() -> str:
    """A name the draft does not know yet, whatever other tests left in it."""
    return f"名称{uuid4().hex[:8]}"


def select(page: Page, element: str) -> None:
    page.evaluate("id => modeler.get('selection').select(modeler.get('elementRegistry').get(id))", element)
    page.wait_for_selector(".bio-properties-panel-group-header")


def open_groups(page: Page) -> None:
    page.evaluate("""() => document.querySelectorAll('.bio-properties-panel-group-header:not(.open)')
        .forEach((header) => header.click())""")


def standing(page: Page) -> str:
    """The file as the server has it."""
    text: str = page.evaluate("path => fetch(`${document.body.dataset.base}/content/${path}`).then(a => a.text())", DIAGRAM)
    return text


def saved(page: Page) -> None:
    page.wait_for_selector(".studio-state[data-state=saved]", timeout=20_000)


def test_a_step_is_appended_by_mouse_and_gets_its_form_and_its_people(opened: Opened) -> None:
    page = opened("bpmn/stage_design.bpmn")
    before = page.evaluate("modeler.get('elementRegistry').getAll().length")

    page.evaluate("""() => { const shape = modeler.get('elementRegistry').get('expert_review');
        modeler.get('canvas').zoom(1); modeler.get('canvas').scrollToElement(shape, 300); modeler.get('selection').select(shape); }""")
    page.click(".djs-context-pad [data-action='append.append-task']")
    until(page, "count => modeler.get('elementRegistry').getAll().length > count", before)
    made = page.evaluate("modeler.get('selection').get()[0].id")
    page.evaluate("""id => modeler.get('bpmnReplace').replaceElement(modeler.get('elementRegistry').get(id), {type: 'bpmn:UserTask'})""", made)
    select(page, made)
    open_groups(page)
    page.select_option("select[name=form-picker]", "expert_review")
    page.select_option("select[name=assignee-picker]", "=technical_lead")
    page.wait_for_timeout(400)
    xml = page.evaluate("window.studio.read()")

    task = xml[xml.index(f'id="{made}"'):]
    assert 'zeebe:formDefinition formId="expert_review"' in task[:700]
    assert 'assignee="=technical_lead"' in task[:700]
    page.evaluate("while (modeler.get('commandStack').canUndo()) modeler.get('commandStack').undo()")


def test_a_start_event_gets_a_form_too(opened: Opened) -> None:
    page = opened(DIAGRAM)

    select(page, "requirements_started")
    open_groups(page)

    assert page.locator("select[name=form-picker]").count() == 1


def test_what_is_drawn_is_saved_by_itself_and_another_never_overwritten(opened: Opened) -> None:
    mine, theirs = opened(DIAGRAM), opened(DIAGRAM)

    workshop, collected = new_name(), new_name()
    for page, name, element in ((theirs, workshop, "hold_workshop"), (mine, collected, "collect_requirements")):
        page.evaluate("([id, name]) => modeler.get('modeling').updateProperties(modeler.get('elementRegistry').get(id), {name})",
                      [element, name])
        if page is theirs:
            page.wait_for_selector(".studio-state[data-state=changed]")
            page.keyboard.press("Control+s")
            saved(page)
    mine.wait_for_selector("[data-conflict][open]", timeout=20_000)
    assert "不同的地方" in mine.inner_text("[data-conflict-parts]")
    mine.click("[data-conflict] button[value=together]")
    saved(mine)

    kept = standing(mine)
    assert workshop in kept
    assert collected in kept


def test_what_cannot_be_sent_is_kept_and_sent_later(opened: Opened) -> None:
    page, name = opened(DIAGRAM), new_name()

    page.context.set_offline(True)
    page.evaluate("name => modeler.get('modeling').updateProperties(modeler.get('elementRegistry').get('check_quality'), {name})", name)
    page.wait_for_selector(".studio-state[data-state=offline]", timeout=20_000)
    page.context.set_offline(False)
    saved(page)

    assert name in standing(page)


def test_a_flow_without_condition_is_found_while_drawing_and_leads_to_its_place(opened: Opened) -> None:
    page = opened(DIAGRAM)
    flow = page.evaluate("""() => { const flow = modeler.get('elementRegistry').get('has_questions_to_clarify_requirements');
        modeler.get('modeling').updateProperties(flow, {conditionExpression: undefined}); return flow.id; }""")

    page.click("#tab-problems")
    found = page.locator("#pane-problems button", has_text="既没有条件，也不是默认连线")
    found.first.wait_for(timeout=20_000)
    found.first.click()

    assert page.evaluate("modeler.get('selection').get()[0].id") == flow
    assert page.locator(".problem-mark.is-error").count() >= 1
    page.evaluate("modeler.get('commandStack').undo()")
    saved(page)


def test_a_comment_is_kept_and_shown_on_its_element(opened: Opened) -> None:
    page = opened(DIAGRAM)
    select(page, "hold_workshop")

    page.click("#tab-comments")
    page.fill("#comment-text", "请现场负责人一起参加")
    page.click("#pane-comments form button")
    page.wait_for_selector(".comment-mark")

    again = opened(DIAGRAM)
    again.wait_for_selector(".comment-mark")
    select(again, "hold_workshop")
    again.click("#tab-comments")
    assert "请现场负责人一起参加" in again.inner_text("#pane-comments")


def test_a_copied_step_is_pasted_in_another_diagram(opened: Opened) -> None:
    page = opened("bpmn/stage_design.bpmn")
    page.evaluate("""() => { const shape = modeler.get('elementRegistry').get('expert_review');
        modeler.get('copyPaste').copy(shape); }""")
    page.goto(page.url.replace("stage_design", "stage_handover"))
    page.wait_for_selector("body[data-ready]")

    pasted = page.evaluate("""() => { const root = modeler.get('canvas').getRootElement();
        const [shape] = modeler.get('copyPaste').paste({element: root, point: {x: 400, y: 700}}); return shape.id; }""")
    xml = page.evaluate("window.studio.read()")

    task = xml[xml.index(f'<bpmn:userTask id="{pasted}"'):][:1200]
    assert 'formId="expert_review"' in task
    assert "inputCollection" in task
    page.evaluate("while (modeler.get('commandStack').canUndo()) modeler.get('commandStack').undo()")


def test_our_steps_are_templates_and_countersign_runs_once_for_each(opened: Opened) -> None:
    page = opened(DIAGRAM)
    until(page, "modeler.get('elementTemplates').getAll().length > 4")

    xml = page.evaluate("""async () => { const root = modeler.get('canvas').getRootElement();
        const templates = modeler.get('elementTemplates');
        const task = modeler.get('modeling').createShape({type: 'bpmn:Task'}, {x: 400, y: 800}, root);
        templates.applyTemplate(task, templates.getAll().find(({id}) => id === 'tandem.countersign'));
        return window.studio.read(); }""")

    assert 'inputCollection="=approvers"' in xml
    assert 'zeebe:modelerTemplate="tandem.countersign"' in xml
    page.evaluate("while (modeler.get('commandStack').canUndo()) modeler.get('commandStack').undo()")


def test_the_dual_signature_is_a_template_that_calls_the_shipped_gate_and_hands_on_how_it_ended(opened: Opened) -> None:
    page = opened(DIAGRAM)
    until(page, "modeler.get('elementTemplates').getAll().length > 4")

    xml = page.evaluate("""async () => { const root = modeler.get('canvas').getRootElement();
        const templates = modeler.get('elementTemplates');
        const task = modeler.get('modeling').createShape({type: 'bpmn:Task'}, {x: 400, y: 800}, root);
        templates.applyTemplate(task, templates.getAll().find(({id}) => id === 'tandem.dual_signature'));
        return window.studio.read(); }""")

    call = next(found for found in re.findall(r"<bpmn:callActivity.*?</bpmn:callActivity>", xml, re.DOTALL)
                if 'zeebe:modelerTemplate="tandem.dual_signature"' in found)
    gate = (Path(__file__).parents[3] / "processes/customer_engineering/bpmn/dual_signature.bpmn").read_text()
    assert 'processId="dual_signature"' in call
    assert {"confirmation_id", "signing_turns", "signing_days", "reminder_days"} <= set(re.findall(r'target="(\w+)"', call))
    assert all(name in gate for name in re.findall(r'<zeebe:input source="=\w*" target="(\w+)"', call))
    assert 'source="=signature_outcome" target="signature_outcome"' in call
    page.evaluate("while (modeler.get('commandStack').canUndo()) modeler.get('commandStack').undo()")


def test_keys_reach_everything(opened: Opened) -> None:
    page = opened(DIAGRAM)

    page.focus(".djs-container svg")
    page.keyboard.press(".")
    first = page.evaluate("modeler.get('selection').get()[0].id")
    page.keyboard.press(".")
    second = page.evaluate("modeler.get('selection').get()[0].id")
    page.keyboard.press("a")
    page.wait_for_selector(".djs-popup")
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+2")

    assert (first, second) == ("requirements_started", "collect_requirements")
    assert page.evaluate("document.activeElement.id") == "pane-problems"


def test_a_token_is_played(opened: Opened) -> None:
    page = opened(DIAGRAM)

    page.click("[data-tool=play]")
    page.wait_for_selector(".bts-context-pad")

    assert page.get_attribute("[data-tool=play]", "aria-pressed") == "true"
    assert page.locator(".problem-mark").count() == 0
    page.click("[data-tool=play]")


def test_no_english_is_left_in_chinese(opened: Opened) -> None:
    page, words = opened(DIAGRAM), set()
    page.evaluate(EVERY_KIND)

    elements = page.evaluate("modeler.get('elementRegistry').getAll().map(each => each.id).filter(id => !id.endsWith('_label'))")
    for element in elements:
        page.evaluate("""id => { const shape = modeler.get('elementRegistry').get(id); modeler.get('selection').select(shape);
            if (shape.parent) modeler.get('popupMenu').open(shape, 'bpmn-replace', {x: 100, y: 100}); }""", element)
        open_groups(page)
        page.wait_for_timeout(30)
        words |= set(page.evaluate(ALL_WORDS))
    page.evaluate("modeler.get('popupMenu').open(modeler.get('canvas').getRootElement(), 'bpmn-create', {x: 100, y: 100})")
    words |= set(page.evaluate(ALL_WORDS))
    page.evaluate("while (modeler.get('commandStack').canUndo()) modeler.get('commandStack').undo()")

    known = set(elements) | {"BPMN", "Ctrl", "Alt", "Del"}
    left = {each for each in words if OURS.search(each) and not CHINESE.search(each)} - known
    assert {each for each in left if not re.fullmatch(r"[\w.\"()=]+", each)} == set()


@pytest.mark.parametrize(("size", "locale", "theme"), [(WIDE, "zh", "light"), (WIDE, "en", "dark"), (PHONE, "zh", "dark")])
def test_nobody_is_shut_out_but_from_the_canvas(
        opened: Opened, size: dict[str, int], locale: str, theme: str) -> None:
    page = opened(DIAGRAM, size, locale, theme)
    page.wait_for_timeout(500)
    page.evaluate(AXE.read_text())

    found: list[dict[str, Any]] = page.evaluate(
        "([rules, canvas]) => axe.run({exclude: [canvas]}, {runOnly: rules})", [RULES, CANVAS])["violations"]

    assert [(each["id"], each["nodes"][0]["html"][:160]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_libraries_mark_stays_visible_and_uncovered(opened: Opened) -> None:
    for theme in ("light", "dark"):
        page = opened(DIAGRAM, WIDE, "zh", theme)

        at = page.locator(".bjs-powered-by").bounding_box()
        assert at is not None
        on_top = page.evaluate("([x, y]) => !!document.elementFromPoint(x, y).closest('.bjs-powered-by')",
                               [at["x"] + at["width"] / 2, at["y"] + at["height"] / 2])
        assert on_top
