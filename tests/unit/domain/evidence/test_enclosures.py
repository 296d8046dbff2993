"""The proof in hand: the signed file and the pack come with the mail, and a server that refuses them gets the mail alone."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest

import engine
from tests.support import build
from tests.support.ceremony import Ceremony
from tests.support.mail_server import Mailbox, mail_server
from webapp.domain import evidence, notifications
from webapp.domain.evidence import packs
from webapp.jobs import send_mails


def post_all(mailbox: Mailbox) -> None:
    settings = build.settings("sqlite://", mail_url=f"smtp://127.0.0.1:{mailbox.port}", base_url="https://tandem.example")
    while send_mails(settings):
        pass


def signed_by_both(there: Ceremony) -> None:
    there.customer_signs()
    there.lead_signs()
    there.proven()
    there.work()


def enclosed(message: EmailMessage) -> dict[str, bytes]:
    return {part.get_filename() or "": part.get_content() for part in message.iter_attachments()}


def proofs(mailbox: Mailbox) -> list[EmailMessage]:
    return [message for message in mailbox.taken if str(message["Subject"]).startswith("签署完成")]


def test_both_sides_get_the_signed_file_and_the_pack_by_mail(there: Ceremony) -> None:
    signed_by_both(there)
    version = there.confirmation.version

    with mail_server() as mailbox:
        post_all(mailbox)

    assert {message["To"] for message in proofs(mailbox)} == {"customer@customer.example", "lead@tandem.example"}
    pdf, pack = evidence.signed_pdf(there.session, version.id), evidence.pack_of(there.session, version.id)
    for message in proofs(mailbox):
        assert enclosed(message) == {f"{version.document.number}-v1-signed.pdf": pdf, f"{version.document.number}-v1-evidence.zip": pack}


def test_a_server_that_does_not_take_them_gets_the_mail_alone(there: Ceremony) -> None:
    signed_by_both(there)

    with mail_server(refused={"customer@customer.example"}) as mailbox:
        post_all(mailbox)
    engine.turn_clock(timedelta(hours=1))
    try:
        with mail_server() as mailbox:
            post_all(mailbox)
    finally:
        engine.turn_clock(timedelta())

    [message] = proofs(mailbox)
    assert (message["To"], enclosed(message)) == ("customer@customer.example", {})


def test_what_no_mailbox_would_take_lies_behind_the_link(there: Ceremony, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "LARGEST_BY_MAIL", 1000)
    signed_by_both(there)

    mail = next(mail for mail in there.mails() if mail.subject.startswith("签署完成"))

    assert mail.proof_of is None
    assert "打开下面的链接可下载" in notifications.text_of(mail)
