"""Hands mails to an SMTP server, texts to their provider; everything about retries and rows is elsewhere."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.message import EmailMessage
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

from webapp.config import Settings
from webapp.domain.notifications.letter import full_html, full_text
from webapp.domain.notifications.models import TEXT, OutgoingMail
from webapp.domain.notifications.texting import text

PATIENCE_SECONDS = 15


def post(row: OutgoingMail, settings: Settings, *, enclosed: Mapping[str, bytes] = MappingProxyType({})) -> None:
    """Hand one message, with these files by name, to the configured server; raise OSError or SMTPException when it is not taken."""
    if row.channel == TEXT:
        text(row, settings)
        return
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.mail_from, row.to, row.subject
    # The same id on every try: a server that took it once can drop the second.
    message["Message-ID"] = f"<mail-{row.id}-{int(row.created_at.timestamp())}@tandem>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(full_text(row, settings.base_url))
    message.add_alternative(full_html(row, settings.base_url), subtype="html")
    for name, content in enclosed.items():
        message.add_attachment(content, maintype="application", subtype=name.rpartition(".")[2], filename=name)
    with _connected(settings.mail_url or "") as server:
        server.send_message(message)


@contextmanager
def _connected(mail_url: str) -> Iterator[smtplib.SMTP]:
    parts = urlsplit(mail_url)
    host, secure = parts.hostname or "", parts.scheme == "smtps"
    context = ssl.create_default_context()
    opened = (smtplib.SMTP_SSL(host, parts.port or 465, timeout=PATIENCE_SECONDS, context=context)
              if secure else smtplib.SMTP(host, parts.port or 25, timeout=PATIENCE_SECONDS))
    with opened as server:
        server.ehlo_or_helo_if_needed()  # before it, no extension is known
        if not secure and server.has_extn("starttls"):
            server.starttls(context=context)
            secure = True
        if parts.username and not secure:
            raise smtplib.SMTPNotSupportedError("the server offers no encryption, so it is not told the password")
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server
