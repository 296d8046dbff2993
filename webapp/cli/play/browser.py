"""A browser of one person: follows links, sends forms, and is patient with a server that comes back."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import httpx

from webapp.cli.play.fill import File
from webapp.cli.play.pages import Page, PageForm

PATIENCE_SECONDS = 120.0
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 3.0
AWAY = {502, 503, 504}
SLOWED_DOWN = 429


class Unreachable(Exception):
    """The server did not answer for too long."""


class Interrupted(Exception):
    """A form was on its way when the connection broke: nobody knows whether it arrived."""


@dataclass
class Browser:
    """The session of one visitor, with cookies of their own."""

    client: httpx.Client
    language: str

    def __post_init__(self) -> None:
        self.client.cookies.set("locale", self.language)

    def get(self, address: str, **asked: Any) -> Page:
        """Open a page, waiting for a server that is away."""
        patience, pause = time.monotonic() + PATIENCE_SECONDS, FIRST_PAUSE
        while True:
            try:
                answer = self.client.get(address, params=asked or None)
                if answer.status_code not in AWAY:
                    return _page(answer)
                problem = f"answers {answer.status_code}"
            except httpx.TransportError as error:
                problem = str(error) or type(error).__name__
            if time.monotonic() > patience:
                raise Unreachable(f"{address}: {problem}")
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    @contextmanager
    def speaking(self, language: str) -> Iterator[None]:
        """For a while the pages come in this language, whatever the account has chosen."""
        self.client.cookies.set("locale", language)
        try:
            yield
        finally:
            self.client.cookies.set("locale", self.language)

    def json(self, address: str) -> dict[str, Any]:
        """Read data from an address."""
        page = self.get(address)
        if page.status != 200:
            raise Unreachable(f"{address} answers {page.status}; is the server in demo mode, on this machine?")
        data: dict[str, Any] = httpx.Response(200, text=page.text).json()
        return data

    def send(self, form: PageForm, fields: Iterable[tuple[str, str]] = (), files: Iterable[File] = (), *,
             follow: bool = True) -> Page:
        """Send a form; raises Interrupted where the connection broke on the way.

        Whoever asks only whether it arrived need not `follow` to the page that is shown next. A door that
        opens again in a moment (Retry-After) has done nothing yet, so the form is sent again then.
        """
        data: dict[str, list[str]] = {}
        for name, value in fields:
            data.setdefault(name, []).append(value)
        post = partial(self.client.post, form.action, data=data, files=list(files) or None, follow_redirects=follow)
        patience = time.monotonic() + PATIENCE_SECONDS
        try:
            while (pause := _seconds_until_open(answer := post())) and time.monotonic() + pause < patience:
                time.sleep(pause)
        except httpx.TransportError as error:
            raise Interrupted(str(error)) from error
        if answer.status_code in AWAY:
            raise Interrupted(f"{form.action} answers {answer.status_code}")
        return _page(answer)

    def write(self, form: PageForm, changes: dict[str, str]) -> Page:
        """Send a form as it stands with some fields changed."""
        kept = [(name, value) for name, value in form.sent() if name not in changes]
        return self.send(form, [*kept, *changes.items()])


def _seconds_until_open(answer: httpx.Response) -> float:
    """How long the limit on tries keeps a door shut; 0 where it is not what refused."""
    asked = answer.headers.get("Retry-After", "")
    return max(1.0, float(asked)) if answer.status_code == SLOWED_DOWN and asked.isdigit() else 0.0


def _page(answer: httpx.Response) -> Page:
    return Page(str(answer.url), answer.status_code, answer.text)
