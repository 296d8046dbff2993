"""Where a case is played: inside this process on a database of its own, or against a live server."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

import httpx
import structlog
from flask import Flask

from webapp import jobs, processes
from webapp.app import create_app
from webapp.cli.cast import PASSWORD
from webapp.cli.migrate import bring_up_to_date
from webapp.cli.play.browser import Browser
from webapp.cli.play.case import Case, Player
from webapp.cli.play.words import SOURCE
from webapp.config import Settings
from webapp.db import db
from webapp.domain import packages, people
from webapp.handlers import VERBS
from webapp.transaction import transaction

LOCAL = "http://127.0.0.1:8000"
TIMEOUT = httpx.Timeout(60.0, connect=5.0)
SETTLE_SECONDS = 240.0
GLANCE_SECONDS = 0.25


class NeverSettled(Exception):
    """Work was due and nobody did it: no worker runs, or a step is stuck."""


@dataclass
class Stage(AbstractContextManager["Stage"]):
    """The server of a case, and one browser for everybody who takes part."""

    base_url: str
    transport: httpx.BaseTransport | None = None
    browsers: dict[str, Browser] = field(default_factory=dict)
    language: str = SOURCE
    """In which everybody reads the pages, whatever their account has chosen."""
    hurries: bool = False
    """Whether forms are opened by themselves, without what stands around them on their pages."""

    def browser(self, who: str) -> Browser:
        """This person's browser, opened when first needed."""
        if who not in self.browsers:
            client = httpx.Client(base_url=self.base_url, transport=self.transport, timeout=TIMEOUT,
                                  follow_redirects=True)
            self.browsers[who] = Browser(client, self.language)
        return self.browsers[who]

    def forget(self, who: str) -> None:
        """Close this person's browser; the next one begins without cookies."""
        self.browsers.pop(who).client.close()

    def settle(self, look: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Wait until nothing is due any more, and return what is seen then."""
        patience = time.monotonic() + SETTLE_SECONDS
        while (seen := look())["due"]:
            if time.monotonic() > patience:
                raise NeverSettled(f"{seen['due']} pieces of work are due and nobody does them")
            time.sleep(GLANCE_SECONDS)
        return seen

    def close(self) -> None:
        """Close every browser."""
        for browser in self.browsers.values():
            browser.client.close()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()


@dataclass
class Inside(Stage):
    """The product in this very process; service tasks, timers and mails run when the page is answered."""

    app: Flask = field(default_factory=lambda: Flask("unbuilt"))
    folder: TemporaryDirectory[str] | None = None

    @classmethod
    def open(cls, case: Case, database_url: str | None) -> Self:
        """Build the product on the given database, or on one that goes when the case is over."""
        folder = None if database_url else TemporaryDirectory(prefix="tandem-play-")
        url = database_url or f"sqlite:///{Path(folder.name if folder else '.') / 'play.db'}"
        settings = Settings(database_url=url, secret_key="k" * 40, base_url=LOCAL, demo=True,
                            turnable_clock=True)
        app = create_app(settings)
        structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))  # stdout is the trail's
        with app.app_context():
            _prepare(case, settings)
        return cls(LOCAL, httpx.WSGITransport(app=app), language=case.language, app=app, folder=folder)

    def settle(self, look: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        def work_and_look() -> dict[str, Any]:
            self.work()
            return look()

        return super().settle(work_and_look)

    def work(self) -> None:
        """Do what is due, as a worker would."""
        with self.app.app_context():
            jobs.run_due(self.app.config["SETTINGS"], worker="play")
            db.session.remove()

    def close(self) -> None:
        super().close()
        with self.app.app_context():
            db.engine.dispose()
        if self.folder is not None:
            with suppress(OSError):
                self.folder.cleanup()


def _prepare(case: Case, settings: Settings) -> None:
    """Tables, packages and the people of the case, as far as they are not there yet."""
    bring_up_to_date()
    with transaction() as session:
        for package in processes.find(settings.processes_dir):
            packages.deploy(session, package.files, actor=people.SYSTEM, handlers=VERBS)
        known = {person.username: person for person in people.everyone(session)}
        hashed = None
        for player in case.players:
            if player.username not in known:
                hashed = _add(session, case, player, hashed)


def _add(session: Any, case: Case, player: Player, hashed: str | None) -> str | None:
    """Give a player an account; one hash serves the one password of all."""
    roles = [role for role, group in case.people.items() if any(p.username == player.username for p in group)]
    person = people.create_person(
        session, username=player.username, name=player.name, title=player.title, department="",
        email=f"{player.username}@company.example", roles=roles, locale=case.language,
        password=None if hashed else PASSWORD,
    )
    person.password_hash = hashed or person.password_hash
    return person.password_hash
