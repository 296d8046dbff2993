"""Codes by text message: chosen on the page, sent to the number of the contact, few a day, told apart in the proof."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest

from tests.support import build
from tests.web.signing.conftest import Screens
from webapp import jobs
from webapp.domain import customers, notifications
from webapp.domain.access import TEXTS_PER_DAY, plain_phone
from webapp.transaction import transaction


@pytest.fixture
def with_phone(screens: Screens) -> Screens:
    """The contact can be reached by text; the link that is out is mailed anew, so that it knows."""
    screens.app.config["SETTINGS"] = build.settings("sqlite://", sms_url="http://127.0.0.1:9/nobody")
    for limiter in screens.app.extensions["limiter"]:
        limiter.enabled = False
    with transaction() as session:
        contact = customers.contact_of_actor(session, screens.there.cast.customer.id)
        assert contact is not None
        contact.phone = "+86 138-0000-1234"
    _new_link(screens)
    return screens


def _new_link(screens: Screens) -> None:
    from webapp.domain import confirmations  # noqa: PLC0415

    with transaction() as session:
        newest = confirmations.resolve(session, screens.there.token())
        newest.created_at -= confirmations.SESSION_LIFETIME
        confirmations.resend(session, newest.confirmation, contact=newest.contact, actor="lead")


def test_a_link_whose_telephone_is_another_persons_by_now_is_dead(with_phone: Screens) -> None:
    with transaction() as session:
        contact = customers.contact_of_actor(session, with_phone.there.cast.customer.id)
        assert contact is not None
        contact.phone = "+86 139-0000-5678"

    answer = with_phone.visitor().post(f"{with_phone.link}/code", channel="sms")

    assert answer.status_code == 410
    assert "no longer reach you" in answer.text
    assert texts(with_phone) == []


def texts(screens: Screens) -> list[notifications.OutgoingMail]:
    return [mail for mail in notifications.mails(screens.there.session) if mail.channel == "sms"]


def test_the_page_offers_both_ways_and_shows_neither_address_whole(with_phone: Screens) -> None:
    page = with_phone.visitor().get(with_phone.link).text

    assert "+86****1234" in page
    assert "c***@customer.example" in page
    assert "13800001234" not in page


def test_a_code_by_text_opens_the_signature_and_the_proof_says_so(with_phone: Screens) -> None:
    visitor = with_phone.visitor()
    visitor.post(f"{with_phone.link}/code", channel="sms")
    code = re.search(r"\d{6}", notifications.text_of(texts(with_phone)[0]))
    assert code is not None
    assert texts(with_phone)[0].to == "+8613800001234"

    visitor.post(f"{with_phone.link}/session", code=code[0])
    visitor.post(f"{with_phone.link}/signature", **with_phone.signature())

    assert with_phone.there.confirmation.signatures[0].identified_by == "link+text"


def test_who_has_no_number_is_offered_mail_alone(screens: Screens) -> None:
    screens.app.config["SETTINGS"] = build.settings("sqlite://", sms_url="http://127.0.0.1:9/nobody")
    visitor = screens.visitor()
    assert 'value="sms"' not in visitor.get(screens.link).text

    answer = visitor.post(f"{screens.link}/code", channel="sms")

    assert answer.status_code == 429
    assert "no mobile number" in answer.text
    assert texts(screens) == []


def test_a_number_gets_few_texts_a_day_whatever_links_there_are(with_phone: Screens, later: object) -> None:
    for _ in range(TEXTS_PER_DAY):
        assert with_phone.visitor().post(f"{with_phone.link}/code", channel="sms").status_code == 303
        later(minutes=2)  # type: ignore[operator]
    _new_link(with_phone)

    answer = with_phone.visitor().post(f"{with_phone.link}/code", channel="sms")

    assert answer.status_code == 429
    assert len(texts(with_phone)) == TEXTS_PER_DAY
    assert with_phone.visitor().post(f"{with_phone.link}/code", channel="mail").status_code == 303


@pytest.mark.parametrize(("typed", "number"), [
    ("13800001234", "13800001234"), ("+86 138-0000-1234", "+8613800001234"), ("(029) 8888 0000", "02988880000"),
    ("", ""), ("ask reception", ""), ("123", ""), ("+8613800001234567890", ""), ("138\r\nX: y", ""),
])
def test_only_a_telephone_number_is_sent_to(typed: str, number: str) -> None:
    assert plain_phone(typed) == number


class Provider(BaseHTTPRequestHandler):
    """A provider that refuses the first try, or sends whoever asks elsewhere."""

    asked: ClassVar[list[tuple[str, dict[str, str]]]] = []
    elsewhere: ClassVar[str] = ""

    def do_POST(self) -> None:
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((self.headers["Authorization"], told))
        self.send_response(302 if self.elsewhere else 503 if len(self.asked) == 1 else 200)
        if self.elsewhere:
            self.send_header("Location", self.elsewhere)
        self.end_headers()

    def do_GET(self) -> None:
        self.asked.append((self.headers["Authorization"], {}))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def provider() -> Iterator[str]:
    Provider.asked, Provider.elsewhere = [], ""
    server = HTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/messages"
    server.shutdown()
    server.server_close()


def test_a_text_is_tried_until_the_provider_takes_it_and_no_secret_is_logged(
    with_phone: Screens, provider: str, later: object, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = build.settings("sqlite://", sms_url=provider, sms_key="the-key")
    with_phone.visitor().post(f"{with_phone.link}/code", channel="sms")
    assert len(texts(with_phone)) == 1

    while jobs.send_mails(settings):
        later(minutes=5)  # type: ignore[operator]

    assert len(Provider.asked) == 2
    key, told = Provider.asked[1]
    assert (key, told["to"], told["id"]) == ("Bearer the-key", "+8613800001234", Provider.asked[0][1]["id"])
    logged = "".join(capsys.readouterr())
    code = re.search(r"\d{6}", told["text"])
    assert code is not None
    assert code[0] not in logged
    assert "the-key" not in logged


def test_neither_key_nor_code_goes_where_only_an_answer_says(with_phone: Screens, provider: str) -> None:
    Provider.elsewhere = provider.replace("/messages", "/elsewhere")
    with_phone.visitor().post(f"{with_phone.link}/code", channel="sms")
    assert len(texts(with_phone)) == 1

    while jobs.send_mails(build.settings("sqlite://", sms_url=provider, sms_key="the-key")):
        pass

    assert len(Provider.asked) == 1
    assert texts(with_phone)[0].sent_at is None
