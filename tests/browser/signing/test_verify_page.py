"""verify.html in a real browser, from a file, without a network: a good pack, a forged one, and no pack at all."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

import verifier
from tests.support import ceremony

pytestmark = pytest.mark.browser
PAGE = Path(verifier.__file__).with_name("verify.html").as_uri()


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("verify")
    with ceremony.keep(folder).copied(folder / "signed.db") as there:
        there.customer_signs()
        there.lead_signs()
        return there.proven()


@pytest.mark.parametrize(("locale", "forged", "verdict"), [
    ("zh-CN", False, "核验通过，但公钥指纹尚未比对"), ("en-GB", False, "Verified, but the key was not compared with yours"),
    ("zh-CN", True, "核验不通过"),
])
def test_the_page_tells_a_true_pack_from_a_forged_one(
        browser: Browser, pack: bytes, tmp_path: Path, locale: str, forged: bool, verdict: str) -> None:
    file = tmp_path / "pack.zip"
    file.write_bytes(pack.replace(b"head.txt", b"heaf.txt") if forged else pack)
    page = browser.new_page(locale=locale)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(PAGE)
    page.set_input_files("#pack", file)

    expect(page.locator("#verdict")).to_contain_text("" if forged else verdict)
    expect(page.locator("#verdict")).to_have_class("false" if forged else "true")
    assert [url for url in asked if not url.startswith("file:")] == []
    page.close()
