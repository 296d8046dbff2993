"""A new owner's hour on the shipped lifecycle: a site safety briefing is drawn, tried, published, and met by running cases."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Dialog, Page

from tests.browser.studio.conftest import until
from tests.support.pictures import WIDE, signed_in

PACKAGE = "/studio/customer_engineering"
STAGE = f"{PACKAGE}/files/bpmn/stage_execution.bpmn"
CASE = "P-2026-002"
WAY = "work_done_to_execution_join"
BY_NAME = "name => modeler.get('elementRegistry').filter(each => each.type !== 'label' && each.businessObject.name === name)[0].id"
SELECTED = "modeler.get('selection').get()[0].id"

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture
def owner(browser: Browser, live_server: str) -> Iterator[Page]:
    """The process owner at a draft of their own, whatever others left."""
    page = signed_in(browser, live_server, "process_owner", WIDE, "zh", "light")
    page.on("dialog", Dialog.accept)
    page.goto(f"{live_server}{PACKAGE}/")
    if page.get_by_role("button", name="丢弃").count():
        page.get_by_role("button", name="丢弃").click()
        page.goto(f"{live_server}{PACKAGE}/")
    page.get_by_role("button", name="起草修改").click()
    page.wait_for_url(f"**{PACKAGE}/")
    yield page
    page.context.close()


class Drawing:
    """The mouse over a diagram: elements are found where they are drawn."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def at(self, element: str, across: float = 0.5, down: float = 0.5) -> tuple[float, float]:
        box = self.page.locator(f"[data-element-id='{element}']").first.bounding_box()
        assert box is not None
        return box["x"] + box["width"] * across, box["y"] + box["height"] * down

    def drop(self, tool: str, x: float, y: float) -> str:
        """Take a shape from the palette and let it fall onto a flow; its id."""
        self.page.click(f".djs-palette [data-action='create.{tool}']")
        self.page.mouse.move(x - 4, y - 12)
        self.page.mouse.move(x, y, steps=4)
        self.page.mouse.click(x, y)
        return str(self.page.evaluate(SELECTED))

    def call(self, element: str, name: str) -> None:
        """Write a name by double click."""
        self.page.mouse.dblclick(*self.at(element))
        self.page.wait_for_selector(".djs-direct-editing-content")
        self.page.keyboard.insert_text(name)
        self.rest()

    def connect(self, source: str, target: str) -> str:
        """Draw a flow from one to the other; its id."""
        self.pick(source)
        self.page.click(".djs-context-pad [data-action='connect']")
        self.page.mouse.move(*self.at(target), steps=6)
        self.page.mouse.click(*self.at(target))
        return str(self.page.evaluate(SELECTED))

    def pick(self, element: str) -> None:
        self.rest()
        self.page.mouse.click(*self.at(element))
        until(self.page, "id => modeler.get('selection').get()[0]?.id === id", element)

    def rest(self) -> None:
        """A click beside everything."""
        self.page.mouse.click(400, 860)

    def open(self, *groups: str) -> None:
        """Unfold groups of the panel."""
        for group in groups:
            header = self.page.locator(".bio-properties-panel-group-header", has_text=group).first
            if "open" not in (header.get_attribute("class") or ""):
                header.click()


def draw(page: Page) -> None:
    """The briefing on the way out of “all done”, for whoever touches public safety; the others go round it."""
    drawing = Drawing(page)
    left, y = drawing.at("work_done", across=1)
    right, _ = drawing.at("execution_join", across=0)
    task = drawing.drop("task", left + (right - left) * 0.55, y)
    page.keyboard.insert_text("现场安全交底")
    drawing.rest()
    question = drawing.drop("exclusive-gateway", left + (right - left) * 0.2, y)
    merge = drawing.drop("exclusive-gateway", left + (right - left) * 0.9, y)
    drawing.call(question, "涉及公共安全？")
    past = drawing.connect(question, merge)
    page.click(".djs-context-pad [data-action='replace']")
    page.click(".djs-popup .entry[data-id='replace-with-default-flow']")
    assert page.evaluate("id => modeler.get('elementRegistry').get(id).waypoints.length", past) == 4
    into = page.evaluate("([from, to]) => modeler.get('elementRegistry').get(from).outgoing.find(({target}) => target.id === to).id",
                         [question, task])
    drawing.pick(into)
    drawing.open("条件")
    page.click("[data-entry-id=conditionExpression] .cm-content")
    page.keyboard.insert_text('safety_area != null')
    until(page, "id => modeler.get('elementRegistry').get(id).businessObject.conditionExpression?.body", into)
    drawing.pick(task)
    drawing.open("由谁办理", "表单")
    page.select_option("select[name=assignee-picker]", "=quality")


def begin_its_form(page: Page) -> None:
    page.get_by_role("button", name="为它新建表单").click()
    page.fill("#naming-key", "site_safety_briefing")
    page.locator("[data-naming] button[value=make]").click()
    page.wait_for_selector("body.studio-form[data-ready]")


def lay_out_the_form(page: Page) -> None:
    """Two fields, dragged from the palette: what was said, and that everybody knows it."""
    assert page.inner_text("h1") == "现场安全交底"
    assert "forms/site_safety_briefing.form" in page.inner_text(".studio-title")
    for kind, label in (("checkbox", "全员已知晓"), ("textarea", "交底内容")):
        where = page.locator(".fjs-form-container").first.bounding_box()
        assert where is not None
        page.locator(f".fjs-palette-field[data-field-type={kind}]").hover()
        page.mouse.down()
        page.mouse.move(where["x"] + where["width"] / 2, where["y"] + 120, steps=8)
        page.mouse.move(where["x"] + where["width"] / 2, where["y"] + 30, steps=8)
        page.mouse.up()
        until(page, "kind => formSchema().components[0]?.type === kind", kind)
        Drawing(page).open("常规", "校验")
        page.locator("[data-entry-id=label] :is(.cm-content, input, textarea)").first.click()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(label)
        until(page, "label => formSchema().components[0].label === label", label)
    page.locator("[data-entry-id=required] label").first.click()
    page.frame_locator("[data-preview] iframe").get_by_text("交底内容").wait_for()


def try_out(page: Page) -> None:
    """The stage with a running case's data: the briefing comes once all work is done."""
    page.get_by_role("link", name="试运行").click()
    page.select_option("#which", "stage_execution")
    page.select_option("#like", label=next(each for each in page.locator("#like option").all_inner_texts() if CASE in each))
    page.get_by_role("button", name="选择").click()
    page.get_by_role("button", name="发起", exact=True).click()
    page.get_by_role("link", name="上报进展与实际成本").click()
    page.get_by_role("link", name="填入示例答案").click()
    page.get_by_role("button", name="提交").click()
    page.get_by_role("link", name="现场安全交底").click()
    page.get_by_label("交底内容").fill("高处作业先系安全带")
    page.get_by_role("button", name="提交").click()
    page.locator(".version-head", has_text="已办理：现场安全交底").wait_for()


def publish_and_migrate(page: Page, address: str) -> None:
    page.goto(f"{address}{PACKAGE}/")
    page.fill("#notes", "涉及公共安全的项目，收工前先做现场安全交底")
    page.get_by_role("button", name="发布", exact=True).click()
    page.get_by_role("link", name="迁移运行中的案件").first.click()
    page.fill("#canary", "1")
    page.fill("#reason", "新增现场安全交底")
    page.get_by_role("button", name="迁移", exact=True).click()
    page.get_by_text("已迁移 1").wait_for(timeout=30_000)
    page.get_by_role("button", name=re.compile("其余")).click()
    page.wait_for_selector("#progress[hx-trigger]", state="detached", timeout=60_000)


def complete(page: Page, name: str, fill: str) -> None:
    """A task of the running case, out of the inbox."""
    page.locator(".rows li", has_text=name).filter(has_text=CASE).or_(
        page.locator(".rows li", has_text=name)).first.locator(".row-link").click()
    for field in page.locator("main input[type=date]:visible").all():
        field.fill("2026-03-31")
    if fill:
        page.get_by_label("交底内容").fill(fill)
    page.get_by_role("button", name="提交").click()
    page.wait_for_load_state("networkidle")


def test_a_new_step_is_drawn_by_mouse_tried_published_and_completed_in_a_running_case(
        browser: Browser, live_server: str, owner: Page) -> None:
    owner.get_by_role("link", name="执行监控").click()
    owner.wait_for_selector("body[data-ready]")

    draw(owner)
    begin_its_form(owner)
    lay_out_the_form(owner)
    owner.get_by_role("link", name="流程包").click()
    owner.get_by_text("没有错误").wait_for()
    try_out(owner)
    publish_and_migrate(owner, live_server)
    complete(signed_in(browser, live_server, "schedule_controller", WIDE, "zh", "light"), "上报进展与实际成本", "")
    quality = signed_in(browser, live_server, "quality", WIDE, "zh", "light")
    complete(quality, "现场安全交底", "高处作业先系安全带")

    quality.goto(f"{live_server}/inbox/?box=done")
    assert "现场安全交底" in quality.inner_text("main")
