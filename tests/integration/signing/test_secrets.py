"""What opens a door is told to its reader alone: no log, no incident and no row says a code, a link, a password or a key.

A server of its own process runs the whole ceremony of both sides, with every logger wide open.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from lxml import html

from tests.support import build, ceremony
from tests.support.ceremony import PASSWORD
from tests.support.installation import Installation
from tests.support.mail_server import CERTIFICATE, USER, Mailbox, mail_server
from tests.support.mail_server import PASSWORD as MAIL_PASSWORD

pytestmark = pytest.mark.timeout(300)
PATIENCE_SECONDS = 90
CUSTOMER = "customer@customer.example"
SESSION_SECRET = "what signs the sessions' cookies in this installation"
WIDE_OPEN = """import logging
logging.basicConfig(level=logging.DEBUG)
logging.getLogger("sqlalchemy").setLevel(logging.INFO)  # every statement; the rows that come back are echoed at DEBUG alone
"""


@dataclass
class Story:
    """The installation, the customer's mailbox, and whatever of it nobody else may read."""

    installation: Installation
    mailbox: Mailbox
    database: Path
    secrets: dict[str, str] = field(default_factory=dict)

    def browser(self) -> httpx.Client:
        return httpx.Client(base_url=self.installation.url, timeout=60, follow_redirects=True)

    def mailed(self, pattern: str, after: int = 0) -> str:
        """The first thing of this kind that reached the customer after so many mails."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            for message in self.mailbox.taken[after:]:
                if message["To"] == CUSTOMER and (found := re.search(pattern, words_of(message))):
                    return found[1]
            time.sleep(0.2)
        raise AssertionError(f"no mail with {pattern} came")

    def keep(self, **secrets: str) -> None:
        self.secrets |= secrets

    def log(self) -> str:
        return (self.installation.folder / "web.log").read_text()

    def rows(self) -> dict[str, str]:
        """Every table of the database, as text."""
        with closing(sqlite3.connect(self.database)) as connection:
            tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {table: str(connection.execute(f'SELECT * FROM "{table}"').fetchall()) for table in tables}


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    database = ceremony.keep(tmp_path).file
    (tmp_path / "sitecustomize.py").write_text(WIDE_OPEN)
    installation = Installation(tmp_path, f"sqlite:///{database}")
    with mail_server(starttls=True, login=True) as mailbox:
        login = f"{USER}:{quote(MAIL_PASSWORD, safe='')}"
        installation.environment |= {
            "PYTHONPATH": str(tmp_path), "TANDEM_DEMO": "0", "TANDEM_SECRET_KEY": SESSION_SECRET, "TANDEM_VAULT_KEY": build.SECRET,
            "SSL_CERT_FILE": str(CERTIFICATE), "TANDEM_MAIL_URL": f"smtp://{login}@127.0.0.1:{mailbox.port}"}
        installation.begin("web", "serve", "--port", str(installation.port))
        try:
            installation.wait_until_it_answers()
            yield Story(installation, mailbox, database, {
                "password": PASSWORD, "mail password": MAIL_PASSWORD, "vault key": build.SECRET, "session secret": SESSION_SECRET})
        finally:
            installation.stop()


def test_a_whole_ceremony_leaves_no_secret_in_logs_incidents_or_rows(story: Story) -> None:
    the_customer_signs(story)
    the_lead_signs(story)
    the_customer_comes_back(story)
    story.installation.stop()

    told = {"the log": story.log(), **story.rows()}

    assert "INSERT INTO signature" in told["the log"], "the log is not open"
    assert len(story.secrets) == 14
    assert leaks(story.secrets, told) == []


def the_customer_signs(story: Story) -> None:
    token = story.mailed(r"/s/([\w-]+)")
    page = f"/s/{token}"
    with story.browser() as browser:
        send(browser, page, f"{page}/code")
        code = story.mailed(r"(?:：|: )(\d{6})\b")
        send(browser, page, f"{page}/session", code=f"{(int(code) + 1) % 10**6:06d}")
        send(browser, page, f"{page}/session", code=code)
        story.keep(**{"link": token, "code": code, "signing session": browser.cookies["signing"]})
        shown = send(browser, page, f"{page}/signature", name="龘喆堃", consent="y", sha256=field_of(browser, page, "sha256"))
        assert shown.url.path.startswith("/portal/projects/")
        story.keep(**{"portal session after signing": browser.cookies["portal"]})


def the_lead_signs(story: Story) -> None:
    page = "/confirmations/1"
    with story.browser() as browser:
        send(browser, "/sign-in", "/sign-in", username="lead", password=PASSWORD)
        story.keep(**{"staff session": browser.cookies["tandem"], "wrong password": "another password than it is"})
        said = {"name": "客户项目经理", "consent": "y", "sha256": field_of(browser, page, "sha256")}
        assert send(browser, page, f"{page}/signature", password="another password than it is", **said).status_code == 422
        assert send(browser, page, f"{page}/signature", password=PASSWORD, **said).status_code == 200


def the_customer_comes_back(story: Story) -> None:
    token = story.mailed(r"/p/([\w-]+)")
    page, so_far = f"/p/{token}", len(story.mailbox.taken)
    with story.browser() as browser:
        send(browser, page, f"{page}/code")
        code = story.mailed(r"(?:：|: )(\d{6})\b", so_far)
        assert send(browser, page, f"{page}/session", code=code).url.path.startswith("/portal")
        story.keep(**{"portal link": token, "portal code": code, "portal session": browser.cookies["portal"],
                      "portal cookie of forms": browser.cookies["tandem"]})


def send(browser: httpx.Client, page: str, address: str, **fields: str) -> httpx.Response:
    """Send a form of the page to this address."""
    return browser.post(address, data={"csrf_token": field_of(browser, page, "csrf_token"), **fields})


def field_of(browser: httpx.Client, page: str, name: str) -> str:
    return str(html.fromstring(browser.get(page).text).xpath(f"string((//input[@name='{name}'])[1]/@value)"))


def words_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    return part.get_content() if part else ""


def leaks(secrets: dict[str, str], told: dict[str, str]) -> list[tuple[str, str]]:
    """Which secret stands where; six digits count only by themselves, for a hash may contain them."""
    return [(name, where) for name, secret in secrets.items() for where, text in told.items()
            if re.search(rf"(?<![\w.]){re.escape(secret)}(?!\w)", text)]
