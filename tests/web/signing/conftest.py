"""The whole application on a copy of a ready ceremony, and a browser for each person in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import engine
from tests.support import build, ceremony
from tests.support.ceremony import PASSWORD, Ceremony

CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class Visitor:
    """A browser that takes forms' hidden token along, as a page would."""

    client: FlaskClient

    def get(self, address: str, **more: object) -> TestResponse:
        return self.client.get(address, **more)

    def post(self, address: str, /, page: str | None = None, **fields: str) -> TestResponse:
        """Send a form found on `page` (where it stands unless told: the address without its last word)."""
        shown = self.get(page or address.rpartition("/")[0]).text
        return self.client.post(address, data={"csrf_token": CSRF.findall(shown)[-1], **fields})


@dataclass
class Screens:
    """The application and the story it tells."""

    app: Flask
    there: Ceremony

    def visitor(self) -> Visitor:
        client = self.app.test_client()
        client.set_cookie("locale", "en")
        return Visitor(client)

    def signed_in(self, username: str) -> Visitor:
        visitor = self.visitor()
        with visitor.client.session_transaction() as session:
            person = {"lead": self.there.cast.lead, "stranger": self.there.cast.stranger,
                      "designer": self.there.cast.designer}[username]
            session["person_id"], session["epoch"] = person.person_id, _epoch(username)
        return visitor

    @property
    def link(self) -> str:
        return f"/s/{self.there.token()}"

    def identified(self) -> Visitor:
        """The customer's contact after entering the code."""
        visitor = self.visitor()
        assert visitor.post(f"{self.link}/code").status_code == 303
        assert visitor.post(f"{self.link}/session", code=self.there.code()).status_code == 303
        return visitor

    def signature(self, **other: str) -> dict[str, str]:
        return {"sha256": self.there.confirmation.sha256, "name": "龘喆堃", "consent": "y", **other}


def _epoch(username: str) -> int:
    """A password was set once for the lead, which ended the sessions before it."""
    return 1 if username == "lead" else 0


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> ceremony.Kept:
    return ceremony.keep(tmp_path_factory.mktemp("ceremony"))


@pytest.fixture
def screens(kept: ceremony.Kept, tmp_path: Path) -> Iterator[Screens]:
    path = tmp_path / "tandem.db"
    with kept.copied(path) as there, build.application(f"sqlite:///{path}") as app:
        app.testing = True
        yield Screens(app, there)
    engine.turn_clock(timedelta())


@pytest.fixture
def later() -> object:
    """Let time pass on the engine's clock."""
    def turn(**by: float) -> None:
        engine.turn_clock(engine.clock_offset() + timedelta(**by))

    return turn


__all__ = ["PASSWORD"]
