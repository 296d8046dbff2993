"""`tandem keys`: what the firm signs with, as fingerprints; new keys for old ones; a time-stamp authority to try against."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import click
from asn1crypto import tsp
from flask.cli import with_appcontext

import engine
from webapp.domain import evidence
from webapp.transaction import transaction

LONGEST_REQUEST = 100_000
Answer = Iterable[bytes]


@click.group("keys")
def command() -> None:
    """The firm's keys."""


@command.command("list")
@with_appcontext
def show() -> None:
    """Every key with its fingerprint: print these in contracts, so that a forged pack can be told from yours."""
    with transaction() as session:
        for purpose in evidence.keys.PURPOSES:
            evidence.keys.current(session, purpose)
        for row in evidence.keys.every(session):
            state = "revoked" if row.revoked_at else "retired" if row.retired_at else "kept elsewhere" if row.sealed is None else "in use"
            click.echo(f"{row.purpose:<10} {row.generation:>3}  {row.fingerprint}  until {row.valid_until:%Y-%m-%d}  {state}")


@command.command("rotate")
@click.argument("purpose", type=click.Choice(evidence.keys.PURPOSES))
@with_appcontext
def rotate(purpose: str) -> None:
    """Make a new key for a purpose; what the former one signed stays good."""
    with transaction() as session:
        row = evidence.keys.rotate(session, purpose, actor="system")
        click.echo(f"{row.purpose} {row.generation}  {row.fingerprint}")


@command.command("revoke")
@click.argument("fingerprint")
@with_appcontext
def revoke(fingerprint: str) -> None:
    """Declare a key lost to others: it signs no more, and revocation lists name it from now on."""
    with transaction() as session:
        row = evidence.keys.by_fingerprint(session, fingerprint)
        if row is None:
            raise click.ClickException("There is no key with this fingerprint; `tandem keys list` shows them all.")
        fresh = evidence.keys.revoke(session, row, actor="system")
        click.echo(f"{fresh.purpose} {fresh.generation}  {fresh.fingerprint}")


@command.command("reseal")
@with_appcontext
def reseal() -> None:
    """Seal every key with TANDEM_VAULT_KEY after it changed; the former one is read from TANDEM_FORMER_VAULT_KEY."""
    former = os.environ.get("TANDEM_FORMER_VAULT_KEY", "")
    if not former:
        raise click.ClickException("Set TANDEM_FORMER_VAULT_KEY to the key that the vault had until now.")
    with transaction() as session:
        click.echo(f"{evidence.keys.reseal(session, former)} keys sealed anew.")


@command.command("authority")
@click.option("--port", type=int, default=8318, show_default=True)
@with_appcontext
def authority(port: int) -> None:
    """Answer RFC 3161 requests on this machine, with our own clock: to develop against, not to prove anything."""
    with transaction() as session:
        clock = evidence.keys.own_clock(session)
    click.echo(f"http://127.0.0.1:{port}/ answers; set TANDEM_TIMESTAMP_URL to it.")
    with make_server("127.0.0.1", port, answering(clock), handler_class=Quiet) as server:
        server.serve_forever()


def answering(clock: Any) -> Callable[[dict[str, Any], Any], Answer]:
    """A clock of ours as a small server."""
    def answer(environ: dict[str, Any], start: Any) -> Answer:
        try:
            length = min(int(environ.get("CONTENT_LENGTH") or 0), LONGEST_REQUEST)
            asked = tsp.TimeStampReq.load(environ["wsgi.input"].read(length))
            told = clock.answer(asked, at=engine.now()).dump()
        except (ValueError, TypeError, KeyError):
            start("400 Bad Request", [("Content-Type", "text/plain")])
            return [b"This is no time-stamp request.\n"]
        start("200 OK", [("Content-Type", "application/timestamp-reply"), ("Content-Length", str(len(told)))])
        return [told]

    return answer


class Quiet(WSGIRequestHandler):
    """Says nothing about every request."""

    def log_message(self, *_said: Any) -> None:
        """Nothing."""
