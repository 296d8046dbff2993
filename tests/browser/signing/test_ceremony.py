"""The customer's ceremony on a phone in a real Chromium: read, enter the code, draw, sign, follow."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from tests.support import build, ceremony
from tests.support.ceremony import Ceremony
from tests.support.pictures import PHONE

AXE = Path(__file__).parents[3] / "webapp" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

pytestmark = pytest.mark.browser


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Ceremony]:
    with ceremony.keep(tmp_path).copied(tmp_path / "tandem.db") as ready:
        yield ready


@pytest.fixture
def address(there: Ceremony, tmp_path: Path) -> Iterator[str]:
    """A live server on the ceremony's database."""
    with build.application(f"sqlite:///{tmp_path / 'tandem.db'}") as app:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/s/{there.token()}"
        server.shutdown()
        thread.join()
        server.server_close()


def wrong_with(page: Page) -> list[str]:
    """What axe objects to, and whether the page is wider than the phone."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    too_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [each["id"] for each in found["violations"]] + ["too wide"] * too_wide


def enter_code(page: Page, there: Ceremony, address: str) -> None:
    page.goto(address)
    page.click("form[action$='/code'] button")
    page.fill("input[name=code]", there.code())
    page.click("form[action$='/session'] button")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_customer_reads_signs_and_follows_on_a_phone(
    browser: Browser, there: Ceremony, address: str, theme: str
) -> None:
    page = browser.new_page(viewport=PHONE, color_scheme=theme)
    page.goto(address)
    assert wrong_with(page) == []

    enter_code(page, there, address)
    assert wrong_with(page) == []
    page.fill("input[name=name]", "龘喆堃")
    page.check("input[name=consent]")
    page.click("form[action$='/signature'] button.btn-primary")

    page.wait_for_url("**/portal/projects/*")
    assert wrong_with(page) == []
    assert there.waits_at() == ["lead_signs"]


def test_a_signature_can_be_drawn_and_the_pad_keeps_its_size(
    browser: Browser, there: Ceremony, address: str
) -> None:
    page = browser.new_page(viewport=PHONE, device_scale_factor=2)
    enter_code(page, there, address)

    page.click(".drawn summary")
    page.wait_for_timeout(500)
    box = page.locator(".drawn canvas").bounding_box()
    assert box is not None
    assert box["height"] < 300
    page.mouse.move(box["x"] + 30, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 90, steps=8)
    page.mouse.up()
    page.fill("input[name=name]", "龘喆堃")
    page.check("input[name=consent]")
    page.click("form[action$='/signature'] button.btn-primary")
    page.wait_for_url("**/portal/projects/*")

    assert (there.confirmation.signatures[0].drawing or b"").startswith(b"\x89PNG")


def test_the_ceremony_works_without_javascript(
    browser: Browser, there: Ceremony, address: str
) -> None:
    page = browser.new_context(viewport=PHONE, java_script_enabled=False).new_page()
    enter_code(page, there, address)

    page.fill("input[name=name]", "龘喆堃")
    page.check("input[name=consent]")
    page.click("form[action$='/signature'] button.btn-primary")

    page.wait_for_url("**/portal/projects/*")
    assert len(there.confirmation.signatures) == 1


WECHAT = ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
          "Mobile/15E148 MicroMessenger/8.0.50(0x18003231) NetType/WIFI Language/zh_CN")


COUNT_TAPS = """addEventListener("pointerup", () => {
  sessionStorage.taps = Number(sessionStorage.taps ?? 0) + 1;
}, true);"""


def taps(page: Page) -> int:
    """How often a finger has come down so far, on every page of this story."""
    return int(page.evaluate("Number(sessionStorage.taps ?? 0)"))


def test_in_an_apps_own_browser_it_is_read_without_a_download_and_signed_in_two_taps(
    browser: Browser, there: Ceremony, address: str
) -> None:
    page = browser.new_context(viewport=PHONE, user_agent=WECHAT, has_touch=True, is_mobile=True).new_page()
    downloads: list[object] = []
    page.on("download", lambda download: downloads.append(download))
    page.add_init_script(COUNT_TAPS)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("[...document.images].filter(i => i.complete && i.naturalWidth > 0).length") > 0

    page.tap("form[action$='/code'] button")
    page.wait_for_selector("input[name=code]")
    page.fill("input[name=code]", there.code())
    page.tap("form[action$='/session'] button")
    page.wait_for_selector("input[name=consent]")
    for_the_code = taps(page)
    page.tap("input[name=consent]")
    page.tap("form[action$='/signature'] button.btn-primary")

    page.wait_for_url("**/portal/projects/*")
    assert (for_the_code, taps(page) - for_the_code) == (2, 2)
    assert there.confirmation.signatures[0].name_typed == "客户代表"
    assert downloads == []
