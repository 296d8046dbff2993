"""Forms and decision tables in their editors: every one we ship opens and loses nothing; previews and test rows."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.browser.studio.conftest import Opened
from tests.support.pictures import PHONE

PROCESSES = Path(__file__).parents[3] / "processes"
FORM, TABLE = "forms/hold_workshop.form", "dmn/contract_route.dmn"
FORMS = sorted(PROCESSES.rglob("*.form"))
TABLES = sorted(PROCESSES.rglob("*.dmn"))
ROUND = "async text => { await window.studio.open(text); return window.studio.read(); }"
FILLED_IN = ("computeOn",)

pytestmark = pytest.mark.browser


def without_defaults(component: Any) -> Any:
    """The same without what form-js fills in by itself: when to compute."""
    if isinstance(component, list):
        return [without_defaults(each) for each in component]
    if isinstance(component, dict):
        return {name: without_defaults(value) for name, value in component.items() if name not in FILLED_IN}
    return component


def test_every_form_we_ship_opens_and_loses_nothing(opened: Opened) -> None:
    page, lost = opened(FORM), []

    for file in FORMS:
        before = json.loads(file.read_text())
        after = json.loads(page.evaluate(ROUND, file.read_text()))
        if without_defaults(before) != without_defaults(after):
            lost.append(file.name)

    assert len(FORMS) > 90
    assert lost == []


def test_a_form_is_previewed_as_the_server_draws_it_in_both_languages(opened: Opened) -> None:
    page = opened(FORM)
    frame = page.frame_locator("[data-preview] iframe")

    frame.get_by_text("会议日期").first.wait_for()
    page.check("[data-preview] input[value=en]")
    frame.get_by_text("Date of the meeting").first.wait_for()
    page.check("[data-preview] input[value=desk]")

    assert page.get_attribute("[data-preview] iframe", "sandbox") == "allow-same-origin"
    assert frame.locator("script").count() == 0


def test_our_own_fields_are_in_the_palette_and_have_their_settings(opened: Opened) -> None:
    page = opened(FORM)

    types = page.eval_on_selector_all(".fjs-palette-field", "fields => fields.map(field => field.dataset.fieldType)")
    page.evaluate("""() => { const [lines] = formEditor.get('formFieldRegistry').getAll().filter(({type}) => type === 'dynamiclist');
        formEditor.get('selection').set(lines); }""")
    page.get_by_text("本系统").wait_for()

    assert {"money", "person", "signature", "photo", "video"} <= set(types)


def test_a_changed_form_is_saved_with_its_tables(opened: Opened) -> None:
    page = opened(FORM)

    page.evaluate("""() => { const field = formEditor.get('formFieldRegistry').getAll().find(({key}) => key === 'place')
        ?? formEditor.get('formFieldRegistry').getAll().find(({type}) => type === 'textfield');
        formEditor.get('modeling').editFormField(field, 'label', '开会地点'); }""")
    page.wait_for_selector(".studio-state[data-state=saving], .studio-state[data-state=changed]")
    page.wait_for_selector(".studio-state[data-state=saved]", timeout=20_000)
    kept = page.evaluate("path => fetch(`${document.body.dataset.base}/content/${path}`).then(a => a.json())", FORM)

    assert "开会地点" in json.dumps(kept, ensure_ascii=False)
    assert [each["type"] for each in kept["components"]].count("table") == 2


def test_every_table_we_ship_opens_and_its_test_row_is_decided_by_the_engine(opened: Opened) -> None:
    page = opened(TABLE)
    for file in TABLES:
        assert page.evaluate(ROUND, file.read_text()).count("<rule ") == file.read_text().count("<rule ")
    page.evaluate(ROUND, (PROCESSES / "customer_engineering" / TABLE).read_text())

    page.fill("#test-penalty_cap", "25")
    page.fill("#test-risk_terms", "[]")
    page.click("[data-test] .btn-primary")
    page.get_by_text("命中的规则：第 3 条").wait_for()

    assert page.locator("td.is-matched").count() >= 6
    assert '"high"' in page.inner_text("[data-test-answer]")


def test_on_a_phone_one_is_told_kindly_what_can_be_done(opened: Opened) -> None:
    page = opened(FORM, PHONE)

    assert page.locator(".studio-phone").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
