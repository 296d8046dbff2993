"""A real browser's passkey, made by Chromium's virtual authenticator: registered, used, and refused without its owner."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, Page
from werkzeug.serving import make_server

from tests.support import build, ceremony
from tests.support.ceremony import PASSWORD, Ceremony

pytestmark = pytest.mark.browser


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Ceremony]:
    with ceremony.keep(tmp_path).copied(tmp_path / "tandem.db") as ready:
        yield ready


@pytest.fixture
def address(there: Ceremony, tmp_path: Path) -> Iterator[str]:
    """A live server that is opened by a name: a browser binds no key to a bare number."""
    with build.application(f"sqlite:///{tmp_path / 'tandem.db'}") as app:
        server = make_server("localhost", 0, app, threaded=True)
        address = f"http://localhost:{server.server_port}"
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], base_url=address)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield address
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def desk(browser: Browser, address: str) -> Page:
    """The lead, signed in."""
    page = browser.new_context(base_url=address, locale="en").new_page()
    page.goto("/sign-in")
    page.fill("input[name=username]", "lead")
    page.fill("input[name=password]", PASSWORD)
    page.click("form button.btn-primary")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    return page


@pytest.fixture
def authenticator(desk: Page) -> tuple[CDPSession, str]:
    devices = desk.context.new_cdp_session(desk)
    devices.send("WebAuthn.enable")
    made = devices.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True}})
    return devices, made["authenticatorId"]


def register(desk: Page, there: Ceremony) -> None:
    desk.goto(f"/people/{there.cast.lead.person_id}")
    assert not desk.locator("[data-passkey-problem]").is_visible()
    desk.fill("#passkey-name", "办公电脑")
    desk.fill("#passkey-password", PASSWORD)
    with desk.expect_navigation():
        desk.click("form[data-passkey=create] button")
    assert desk.locator(".passkey").count() == 1


def sign(desk: Page, there: Ceremony) -> None:
    desk.goto(f"/confirmations/{there.confirmation.id}")
    desk.fill("input[name=name]", "客户项目经理")
    desk.check("input[name=consent]")
    desk.click("form[data-passkey=get] button.btn-primary")


def test_a_passkey_is_registered_and_signs(desk: Page, there: Ceremony, authenticator: tuple[CDPSession, str]) -> None:
    register(desk, there)
    sign(desk, there)
    desk.wait_for_selector(".sides .is-signed")

    signature, = there.confirmation.signatures
    assert signature.identified_by == "passkey"
    assert signature.assertion is not None
    assert signature.assertion["signed"]["sha256"] == there.confirmation.sha256


def test_a_key_that_has_not_seen_its_owner_signs_nothing(
    desk: Page, there: Ceremony, authenticator: tuple[CDPSession, str]
) -> None:
    register(desk, there)
    devices, device = authenticator
    devices.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    sign(desk, there)

    desk.wait_for_selector("[data-passkey-problem]:not([hidden])")
    assert there.confirmation.signatures == []
