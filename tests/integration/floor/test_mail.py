"""Mails reach a real server, once each; what it refuses keeps the reason and is tried again later."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask

import engine
from tests.support import build
from tests.support.mail_server import CERTIFICATE, PASSWORD, USER, mail_server
from tests.support.servers import free_port
from webapp.config import Settings
from webapp.db import db
from webapp.domain import notifications
from webapp.domain.notifications import OutgoingMail
from webapp.jobs import send_mails
from webapp.transaction import transaction

READER = "reader@tandem.example"
SECRET = f"{USER}:{quote(PASSWORD, safe='')}@"


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Flask]:
    with build.database(f"sqlite:///{tmp_path / 'mail.db'}") as app:
        yield app
    engine.turn_clock(timedelta())


def settings(port: int, *, scheme: str = "smtp", secret: str = "") -> Settings:
    return build.settings("sqlite://", mail_url=f"{scheme}://{secret}127.0.0.1:{port}", mail_from="tandem@firm.example",
                          base_url="https://tandem.example")


def written(to: str = READER, locale: str = "zh") -> OutgoingMail:
    with transaction() as rows:
        return notifications.write_mail(rows, to=to, subject="请签署", text="您好：\n\n第一段 <b>&\n第二行\n",
                                        link="/s/secret", locale=locale)


def again(row: OutgoingMail) -> OutgoingMail:
    db.session.rollback()
    found = notifications.mail(db.session(), row.id)
    assert found is not None
    db.session.refresh(found)
    return found


def test_a_mail_arrives_as_text_and_as_html_with_its_link_and_never_twice(floor: Flask) -> None:
    row = written()

    with mail_server() as mailbox:
        sent = [send_mails(settings(mailbox.port)) for _ in range(3)]

    message, = mailbox.taken
    text, html = (part.get_content() for part in message.iter_parts())
    assert (message["To"], message["From"], message["Subject"]) == (READER, "tandem@firm.example", "请签署")
    assert "https://tandem.example/s/secret" in text
    assert "第一段 <b>&\r\n第二行" in text
    assert 'href="https://tandem.example/s/secret"' in html
    assert "第一段 &lt;b&gt;&amp;<br>第二行" in html
    assert sent == [1, 0, 0]
    assert again(row).sent_at is not None
    assert again(row).link is None


@pytest.mark.parametrize(("locale", "button"), [("zh", "阅读并签署"), ("en", "Read and sign")])
def test_the_button_speaks_the_readers_language(floor: Flask, locale: str, button: str) -> None:
    html = notifications.full_html(written(locale=locale), "https://tandem.example")

    assert f">{button}</a>" in html


def test_a_password_goes_over_an_encrypted_connection(floor: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    written()

    with mail_server(starttls=True, login=True) as mailbox:
        send_mails(settings(mailbox.port, secret=SECRET))

    assert (mailbox.encrypted, mailbox.signed_in) == ([True], [True])


def test_a_server_that_is_encrypted_from_the_start_is_spoken_to_so(
        floor: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    written()

    with mail_server(smtps=True) as mailbox:
        send_mails(settings(mailbox.port, scheme="smtps"))

    assert mailbox.encrypted == [True]


def test_a_server_whose_certificate_nobody_knows_gets_nothing(floor: Flask) -> None:
    row = written()

    with mail_server(starttls=True) as mailbox:
        send_mails(settings(mailbox.port))

    assert mailbox.taken == []
    assert "CERTIFICATE_VERIFY_FAILED" in (again(row).error or "")


def test_a_password_is_never_said_aloud(floor: Flask) -> None:
    row = written()

    with mail_server(login=True) as mailbox:
        send_mails(settings(mailbox.port, secret=SECRET))

    assert mailbox.taken == []
    assert "encryption" in (again(row).error or "")


def test_a_wrong_password_is_told_with_the_row(floor: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    row = written()

    with mail_server(starttls=True, login=True) as mailbox:
        send_mails(settings(mailbox.port, secret="tandem:wrong@"))

    assert "535" in (again(row).error or "")
    assert (again(row).next_try_at or engine.now()) > engine.now()


def test_a_refused_receiver_waits_while_the_others_get_their_mail(floor: Flask) -> None:
    refused, taken = written("gone@customer.example"), written()

    with mail_server(refused={"gone@customer.example"}) as mailbox:
        done = [send_mails(settings(mailbox.port)) for _ in range(3)]

    assert done == [1, 1, 0]
    assert [message["To"] for message in mailbox.taken] == [READER]
    assert again(taken).sent_at is not None
    assert "no such mailbox" in (again(refused).error or "")
    assert again(refused).tries == 1


def test_while_the_server_is_down_mails_wait_ever_longer_and_then_leave(floor: Flask) -> None:
    row, port, waits = written(), free_port(), []
    for _ in range(3):
        send_mails(settings(port))
        waits.append((again(row).next_try_at or engine.now()) - engine.now())
        engine.turn_clock(engine.clock_offset() + waits[-1] + timedelta(seconds=1))

    with mail_server(port=port) as mailbox:
        send_mails(settings(port))
        send_mails(settings(port))

    assert waits == sorted(waits)
    assert waits[0] > timedelta(seconds=30)
    assert len(mailbox.taken) == 1
    assert (again(row).error, again(row).tries) == (None, 4)


def test_what_one_worker_is_sending_no_other_sends(floor: Flask) -> None:
    written()
    with transaction() as rows:
        notifications.lease_next(rows)

    with mail_server() as mailbox:
        sent = send_mails(settings(mailbox.port))

    assert (sent, mailbox.taken) == (0, [])
