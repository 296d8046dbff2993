"""A real SMTP server on loopback for tests: plain, with STARTTLS and a login, or encrypted from the start.

Its certificate (mail_server.pem) guards nothing; tests trust it by SSL_CERT_FILE.
"""

import ssl
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.support.servers import free_port

CERTIFICATE = Path(__file__).with_name("mail_server.pem")
USER, PASSWORD = "tandem", "p@ss/word of the mail server"


@dataclass
class Mailbox:
    """What the server took, and how it came."""

    port: int
    refused: Collection[str] = ()
    taken: list[EmailMessage] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    signed_in: list[bool] = field(default_factory=list)

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope,  # noqa: N802 -- the library names it so
                          address: str, _options: list[str]) -> str:
        if address in self.refused:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 -- the library names it so
        message = message_from_bytes(bytes(envelope.content or b""), policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
        self.encrypted.append(bool(server.transport.get_extra_info("ssl_object")))
        self.signed_in.append(bool(session.authenticated))
        return "250 taken"


@contextmanager
def mail_server(*, port: int | None = None, starttls: bool = False, smtps: bool = False, login: bool = False,
                refused: Collection[str] = ()) -> Iterator[Mailbox]:
    """Run the server in a thread of its own until the block ends."""
    mailbox = Mailbox(port or free_port(), refused)
    options: dict[str, Any] = {"tls_context": _context()} if starttls else {}
    if login:
        options |= {"authenticator": _authenticate, "auth_required": starttls, "auth_require_tls": starttls}
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port,
                            ssl_context=_context() if smtps else None, **options)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


def _context() -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    return context


def _authenticate(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str,
                  given: Any) -> AuthResult:
    known = isinstance(given, LoginPassword) and (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=False)
