"""verify.html in a real browser, from a file, without a network: a good pack, every forged one, and no pack at all."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import engine
import verifier
from tests.support import ceremony, forgeries
from tests.support.disguises import DISGUISES, said_anew
from tests.support.forgeries import FORGERIES, IN_THE_PDF_ALONE
from verifier.tandem_verify import verify_pack

pytestmark = pytest.mark.browser
PAGE = Path(verifier.__file__).with_name("verify.html").as_uri()


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    folder = tmp_path_factory.mktemp("verify")
    engine.turn_clock(-timedelta(days=180))
    try:
        with ceremony.keep(folder).copied(folder / "signed.db") as there:
            other = ceremony.another(there)
            there.customer_signs()
            there.lead_signs()
            other.customer_signs()
            other.lead_signs(other.by_passkey())
            return there.proven(), other.proven()
    finally:
        engine.turn_clock(timedelta())


def look(page: Page, pack: bytes, file: Path) -> str:
    """Whether the page finds it true, and which checks it finds false."""
    file.write_bytes(pack)
    page.evaluate("document.getElementById('verdict').className = ''")
    page.set_input_files("#pack", file)
    expect(page.locator("#verdict.true, #verdict.false")).to_have_count(1, timeout=20_000)
    return str(page.locator("#verdict").get_attribute("class"))


@pytest.mark.parametrize(("locale", "verdict"), [
    ("zh-CN", "核验通过，但公钥指纹尚未比对"), ("en-GB", "Verified, but the key was not compared with yours"),
])
def test_the_page_finds_a_true_pack_true_and_asks_for_the_key(
        browser: Browser, packs: tuple[bytes, bytes], tmp_path: Path, locale: str, verdict: str) -> None:
    page = browser.new_page(locale=locale)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(PAGE)

    assert look(page, packs[1], tmp_path / "passkey.zip") == "true"
    assert page.locator("#checks").inner_text().count("company") == 2  # who signed, and by whose passkey
    assert look(page, packs[0], tmp_path / "pack.zip") == "true"

    expect(page.locator("#verdict")).to_contain_text(verdict)
    assert [url for url in asked if not url.startswith("file:")] == []
    page.close()


def test_the_page_reads_data_as_the_script_does(browser: Browser, packs: tuple[bytes, bytes], tmp_path: Path) -> None:
    """Names in the order of their signs, rare ones behind common ones; texts that look like numbers; numbers as written."""
    odd = {"（": 1, "𠮷": "n1", "s": -0.5, "n": "\\u0031", "10": 10**20, "9": None}
    pack = forgeries.packed(said_anew(forgeries.read(packs[0]), lambda said: said["answers"].update(odd=odd)))
    with ThreadPoolExecutor(max_workers=1) as aside:
        by_the_script = aside.submit(verify_pack, pack).result().code
    page = browser.new_page()
    page.goto(PAGE)

    assert (by_the_script, look(page, pack, tmp_path / "odd.zip")) == (2, "true")
    page.close()


def test_the_page_finds_every_forged_pack_false_and_says_why(browser: Browser, packs: tuple[bytes, bytes], tmp_path: Path) -> None:
    true, other = (forgeries.read(pack) for pack in packs)
    with ThreadPoolExecutor(max_workers=1) as aside:  # the browser's driver holds this thread's event loop
        forged = [(forgery, aside.submit(forgery.make, true, other).result()) for forgery in (*FORGERIES, *DISGUISES)]
    page = browser.new_page(locale="zh-CN")
    page.goto(PAGE)

    believed = []
    for forgery, pack in forged:
        found = look(page, pack, tmp_path / f"{forgery!r}.zip")
        reasons = page.locator("#checks li.false").all_inner_texts()
        if found != "false" or not reasons:
            believed.append(repr(forgery))

    expected = [repr(forgery) for forgery in (*FORGERIES, *DISGUISES) if forgery.found_by in IN_THE_PDF_ALONE]
    assert set(believed) <= set(expected)
    assert look(page, b"no pack at all", tmp_path / "none.zip") == "false"
    page.close()
