"""Whoever plays a case against a live server is patient: a broken connection or a door shut for a moment ends nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from flask import Flask

from tests.support.cast import Cast
from webapp.cli.play import browser as browsing
from webapp.cli.play import opening
from webapp.cli.play.case import Case, read
from webapp.cli.play.stage import Stage

CASE = """
[people]
project_lead = { username = "lead", name = "项目负责人" }
[customer]
name = "某食品公司"
[customer.contact]
name = "设备部经理"
email = "equipment@food.example"
[project]
name = "二车间包装线改造"
[[step]]
wait = "3 days"
"""
Happening = Callable[[httpx.Request, httpx.Response], httpx.Response]


class Disturbed(httpx.BaseTransport):
    """A way to the product on which something happens to the answers of the first forms that are sent."""

    def __init__(self, app: Flask, happenings: Iterator[Happening]) -> None:
        self.way, self.happenings = httpx.WSGITransport(app=app), happenings
        self.sent: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self.way.handle_request(request)
        if request.method != "POST":
            return answer
        self.sent.append(request.url.path)
        happening = next(self.happenings, None)
        return happening(request, answer) if happening else answer


def breaks(request: httpx.Request, _answer: httpx.Response) -> httpx.Response:
    raise httpx.RemoteProtocolError("Server disconnected without sending a response.", request=request)


def shut(seconds: str) -> Happening:
    return lambda _request, _answer: httpx.Response(429, headers={"Retry-After": seconds})


@pytest.fixture
def case(tmp_path: Path) -> Case:
    path = tmp_path / "case.toml"
    path.write_text(CASE)
    return read(path)


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    slept: list[float] = []
    monkeypatch.setattr(browsing.time, "sleep", slept.append)
    return slept


def disturbed(app: Flask, *happenings: Happening) -> tuple[Stage, Disturbed]:
    way = Disturbed(app, iter(happenings))
    return Stage("http://127.0.0.1:8000", way), way


def is_in(stage: Stage, username: str) -> bool:
    return stage.browser(username).get("/inbox/").url.endswith("/inbox/")


def test_whoever_was_cut_off_while_signing_in_signs_in_again(
        app: Flask, cast: Cast, case: Case, naps: list[float]) -> None:
    stage, way = disturbed(app, breaks, breaks)

    opening.sign_in(stage, "lead", case)

    assert way.sent == ["/demo-sign-in"] * 3
    assert is_in(stage, "lead")


def test_a_door_that_is_shut_for_some_seconds_is_tried_again_then(
        app: Flask, cast: Cast, case: Case, naps: list[float]) -> None:
    stage, way = disturbed(app, shut("7"), shut("0"))

    opening.sign_in(stage, "lead", case)

    assert naps == [7.0, 1.0]
    assert way.sent == ["/demo-sign-in"] * 3
    assert is_in(stage, "lead")


def test_a_door_that_stays_shut_is_not_waited_for(app: Flask, cast: Cast, case: Case, naps: list[float]) -> None:
    stage, way = disturbed(app, shut("3600"))
    page = stage.browser("lead").get("/sign-in")
    form = page.form_with("username", "password")
    assert form is not None

    answer = stage.browser("lead").send(form)

    assert answer.status == 429
    assert naps == []
    assert way.sent == ["/sign-in"]
