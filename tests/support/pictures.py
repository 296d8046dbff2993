"""Takes the guide's pictures from a running demo: `python -m tests.support.pictures http://127.0.0.1:8000`.

They are taken, not drawn, so that the guide shows what a reader gets.
"""

import re
import shutil
import sys
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, expect, sync_playwright

LOOKS_INTO_THE_OUTBOX = 60
FOLDER = Path(__file__).parents[2] / "docs" / "guide" / "pictures"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]
CODE = re.compile(r"(?:：|: )(\d{6})\b")
UNFINISHED = ".diagram:not(.is-drawn, .is-missing), body[data-editor]:not([data-ready]), [data-preview] iframe:not([data-took])"
PATIENCE_MS = 30_000
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}

FILES = "/studio/customer_engineering/files"

# name of the picture, who looks, at what, how wide, in which language, by day or by night
PICTURES = (
    ("inbox", "lead", "/inbox/", WIDE, "zh", "light"),
    ("inbox-phone", "lead", "/inbox/", PHONE, "zh", "light"),
    ("inbox-dark", "lead", "/inbox/", WIDE, "en", "dark"),
    ("project", "lead", "/projects/1", WIDE, "zh", "light"),
    ("project-en", "lead", "/projects/1", WIDE, "en", "light"),
    ("project-phone", "lead", "/projects/1", PHONE, "zh", "light"),
    ("projects", "director", "/projects/", WIDE, "zh", "light"),
    ("customer", "lead", "/customers/1", WIDE, "zh", "light"),
    ("confirmation", "lead", "/confirmations/2", WIDE, "zh", "light"),
    ("people", "admin", "/people/", WIDE, "zh", "light"),
    ("studio", "process_owner", "/studio/customer_engineering/", WIDE, "zh", "light"),
    ("studio-diagram", "process_owner", f"{FILES}/bpmn/stage_execution.bpmn?element=report_progress", WIDE, "zh", "light"),
    ("studio-form", "process_owner", f"{FILES}/forms/accept_materials.form", WIDE, "zh", "light"),
    ("studio-decision", "process_owner", f"{FILES}/dmn/contract_route.dmn", WIDE, "en", "dark"),
)


def signed_in(browser: Browser, address: str, username: str, size: dict[str, int], locale: str,
              theme: str) -> Page:
    """A page on which one of the demo's cast is signed in, looking at the inbox."""
    context = browser.new_context(viewport=size, device_scale_factor=2 if size is PHONE else 1)
    context.add_cookies([{"name": "locale", "value": locale, "url": address},
                         {"name": "theme", "value": theme, "url": address}])
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.click(f"button[value={username}]")
    page.wait_for_url(lambda where: "/sign-in" not in where)
    return page


def settled(page: Page) -> None:
    """Wait until everything that a loaded page draws by script is drawn."""
    expect(page.locator(UNFINISHED)).to_have_count(0, timeout=PATIENCE_MS)
    for frame in page.frames:
        frame.wait_for_load_state()


def take_all(address: str, folder: Path = FOLDER) -> None:
    """Take every picture: the pages above, the first open task, and what the customer's link opens."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        _begin_a_draft(browser, address)
        for name, username, path, size, locale, theme in PICTURES:
            page = signed_in(browser, address, username, size, locale, theme)
            _take(page, f"{address}{path}", folder / f"{name}.png")
        page = signed_in(browser, address, "process_owner", WIDE, "zh", "light")
        _take(page, lifecycle(page, address), folder / "process.png")
        for name, size in (("task", WIDE), ("task-phone", PHONE)):
            page = signed_in(browser, address, "lead", size, "zh", "light")
            first = page.locator(".rows .row-link").first.get_attribute("href")
            _take(page, f"{address}{first}", folder / f"{name}.png")
        page = signed_in(browser, address, "lead", PHONE, "zh", "light")
        page.goto(f"{address}/outbox/?search=请签署：转向节")
        page.locator(".row-link", has_text="请签署").first.click()
        link = page.locator("a[href*='/s/']").first.get_attribute("href")
        _take(page, f"{address}{urlsplit(link).path}", folder / "signing-phone.png")
        _take(in_the_portal(browser, address, "records@hospital.example"), f"{address}/portal/projects/2", folder / "portal-phone.png")
        browser.close()


def lifecycle(page: Page, address: str) -> str:
    """The address of the live lifecycle, at a stage that many cases have been through."""
    page.goto(f"{address}/processes/")
    return f"{address}{page.get_by_role('link', name='客户工程项目').get_attribute('href')}?process=stage_requirements"


def in_the_portal(browser: Browser, address: str, contact: str) -> Page:
    """A page on which a customer's contact has come into the portal, by their address and the code from the outbox."""
    page = browser.new_context(viewport=PHONE, device_scale_factor=2, locale="zh-CN").new_page()
    page.goto(f"{address}/portal")
    page.fill("input[name=email]", contact)
    page.click("main .btn-primary")
    page.fill("input[name=code]", mailed_code(browser, address, contact))
    page.check("input[name=remember]")
    page.click("main .btn-primary")
    page.wait_for_url("**/portal")
    return page


def mailed_code(browser: Browser, address: str, contact: str) -> str:
    """The newest code for the portal that went to a contact, as the demo's outbox shows it once the worker has written it."""
    outbox = signed_in(browser, address, "lead", WIDE, "zh", "light")
    for _ in range(LOOKS_INTO_THE_OUTBOX):
        outbox.goto(f"{address}/outbox/?search=进入客户门户")
        for link in outbox.eval_on_selector_all(".rows .row-link", "links => links.map(link => link.href)")[:10]:
            outbox.goto(f"{address}{urlsplit(link).path}")
            words = outbox.inner_text("main")
            if contact in words and (found := CODE.search(words)):
                outbox.context.close()
                return found[1]
        outbox.wait_for_timeout(500)
    raise AssertionError("no code has come")


def _begin_a_draft(browser: Browser, address: str) -> None:
    """The studio is shown at work: a draft of the lifecycle, begun unless somebody has."""
    page = signed_in(browser, address, "process_owner", WIDE, "zh", "light")
    page.goto(f"{address}/studio/customer_engineering/")
    begin = page.locator("form[action$='/draft'] button")
    if begin.count():
        with page.expect_navigation():
            begin.first.click()
    page.context.close()


def _take(page: Page, address: str, file: Path) -> None:
    answer = page.goto(address)
    assert answer
    assert answer.ok, address
    settled(page)
    page.screenshot(path=file)
    page.context.close()


if __name__ == "__main__":
    take_all(sys.argv[1].rstrip("/"))
