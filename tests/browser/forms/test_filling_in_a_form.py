"""A form in a real browser: rows, conditions, drafts, files and the signature, at a desk and on a phone."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from tests.support.form_gallery import ROOT, create_app
from tests.unit.forms.pictures import png

BUILT = ROOT / "webapp" / "static" / "build"
AXE = ROOT / "webapp" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

pytestmark = pytest.mark.browser


@pytest.fixture
def app() -> Any:
    if not (BUILT / "manifest.json").exists():
        pytest.skip("NOT RUN: the front end is not built (./dev run builds it)")
    return create_app(BUILT)


@pytest.fixture
def address(app: Any) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda said: broken.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(f"{address}/?locale=en")
    page.wait_for_selector(".counter", state="attached")
    yield page
    page.close()
    assert broken == []


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_load_state()


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_nobody_is_shut_out(page, address, width, theme, locale):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}/?locale={locale}&theme={theme}")
    page.locator("form.panel button.btn-primary").last.click()
    page.wait_for_selector("#form-problems")
    page.evaluate(AXE.read_text())

    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]

    assert [(each["id"], each["nodes"][0]["html"][:120]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_every_control_is_big_enough_for_a_thumb(page):
    page.set_viewport_size({"width": 390, "height": 900})

    small = page.evaluate("""() => [...document.querySelectorAll(
        "form.panel :is(button:not(.unseen), input:not([type=hidden]), select, textarea, canvas)")]
        .map(each => each.closest("label") ?? each).filter(each => each.offsetHeight && each.offsetHeight < 44)
        .map(each => each.outerHTML.slice(0, 100))""")

    assert small == []


def test_a_condition_shows_its_field_at_once_and_keeps_what_was_typed(page):
    assert page.get_by_label("Existing equipment").count() == 0

    page.get_by_label("Title").fill("A flexible line")
    page.get_by_label("Retrofit", exact=True).check()
    page.get_by_label("Existing equipment").fill("Two presses")
    page.get_by_label("Scope").fill("typed while the server thinks")
    page.get_by_label("Extension").check()
    page.get_by_label("Existing equipment").wait_for(state="detached")
    page.get_by_label("Retrofit", exact=True).check()

    assert page.get_by_label("Existing equipment").input_value() == "Two presses"
    assert page.get_by_label("Title").input_value() == "A flexible line"
    assert page.get_by_label("Scope").input_value() == "typed while the server thinks"


def test_rows_come_and_go_without_asking_the_server(page):
    table = page.get_by_role("group", name="Customer requirements")
    table.get_by_role("button", name="Add a row").click()

    assert page.evaluate("document.activeElement.name") == "lines-2-need"
    page.keyboard.type("third")
    table.get_by_role("button", name="Remove row 1").click()

    assert table.locator("[data-row-number]").all_inner_texts() == ["1", "2"]
    hand_in(page)
    assert page.locator("[name='lines-1-need'], [name='lines-2-need']").count() == 2
    assert "third" in [each.input_value() for each in page.locator("[name$='-need']").all()]


def test_a_row_within_a_row_gets_a_name_of_its_own(page):
    talks = page.get_by_role("group", name="Conversations")
    talks.get_by_role("button", name="Add a row").last.click()
    talks.get_by_role("group", name="Actions").last.get_by_role("button", name="Add a row").click()

    assert page.evaluate("document.activeElement.name") == "visits-1-actions-0-what"


@pytest.mark.parametrize("judged", [False, True])
def test_a_choice_in_a_table_has_room_for_what_it_asks(page, judged):
    page.locator("[name='lines-0-level']").select_option("")
    if judged:
        hand_in(page)

    clipped = page.evaluate("""() => [...document.querySelectorAll(".answer-table select")].filter(each => each.offsetWidth).filter(each => {
        const style = getComputedStyle(each), pen = document.createElement("canvas").getContext("2d");
        pen.font = style.font;
        const room = each.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
        return pen.measureText(each.options[0].text).width > room;
    }).map(each => each.name)""")

    assert clipped == []
    assert page.locator(".answer-table select.is-invalid").count() == judged
    drawn = page.locator("[name='lines-0-level']").evaluate("each => getComputedStyle(each).backgroundImage")
    assert drawn.count("url(") == 1   # the arrow alone: a second sign would lie upon it


def test_a_computed_text_follows_the_rows(page):
    page.get_by_text("其中必须项 1 条").wait_for()

    page.locator("[name='lines-1-level']").select_option("must")

    page.get_by_text("其中必须项 2 条").wait_for()
    assert page.evaluate("document.activeElement.tagName") in ("SELECT", "BODY")


def test_what_is_typed_is_found_again_on_another_device(page, browser, address):
    page.get_by_label("Title").fill("Half a thought")
    page.get_by_text("Saved", exact=True).wait_for()

    elsewhere = browser.new_page(viewport={"width": 390, "height": 800})
    elsewhere.goto(f"{address}/?locale=en")

    assert elsewhere.get_by_label("Title").input_value() == "Half a thought"
    elsewhere.close()


def test_a_signature_is_drawn_undone_and_drawn_again(page):
    canvas = page.locator(".signature-box canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    for step in range(20):
        page.mouse.move(box["x"] + 40 + step * 8, box["y"] + 40 + (step % 5) * 12)
    page.mouse.up()
    value = page.locator("[name=signature]")

    assert value.input_value().startswith("data:image/png;base64,")
    hand_in(page)
    assert "Your signature" not in page.locator("#form-problems").inner_text()
    page.get_by_role("button", name="Sign again").click()
    assert page.locator("[name=signature]").input_value() == ""


def test_an_amount_is_grouped_and_read_back(page, address):
    page.goto(f"{address}/?locale=zh")
    field = page.get_by_label("预算")
    field.fill("１２３４５６.7")
    field.blur()

    assert field.input_value() == "123,456.7"
    assert page.get_by_text("壹拾贰万叁仟肆佰伍拾陆元柒角整").count() == 1


def test_a_large_or_sixth_photo_is_turned_away_before_it_travels(page):
    field = page.get_by_label("Photos of the site")
    photos = [{"name": f"{n}.png", "mimeType": "image/png", "buffer": png()} for n in range(6)]
    large = {"name": "huge.png", "mimeType": "image/png", "buffer": b"x" * (21 * 1024 * 1024)}

    field.set_input_files([*photos, large])

    assert field.evaluate("each => each.files.length") == 5
    assert page.get_by_text("huge.png is larger than 20 MB and was not added.").count() == 1
    assert page.get_by_text("At most 5 files can be added.").count() == 1
    assert page.locator(".file-chosen img").count() == 5


def test_a_problem_leads_to_its_field(page):
    hand_in(page)

    page.locator("#form-problems").get_by_role("link", name="E-mail").click()

    assert page.evaluate("document.activeElement.id || location.hash.slice(1)") == "email"


def test_without_a_script_the_same_buttons_ask_the_server(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/?locale=en")

    page.get_by_role("group", name="Customer requirements").get_by_role("button", name="Add a row").click()
    assert page.locator("[name='lines-2-need']").count() == 1
    page.get_by_role("button", name="Remove row 1").first.click()

    assert page.locator("[name='lines-0-need']").count() == 0
    page.get_by_label("Title").press("Enter")
    assert page.locator("#form-problems").count() == 1
    context.close()


