"""How a case opens: people sign in, the customer gets a file, the project is started; all on the pages."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode

from webapp.cli.cast import PASSWORD
from webapp.cli.play.browser import Browser, Interrupted, Unreachable
from webapp.cli.play.case import Case, CaseError
from webapp.cli.play.fill import CannotFill, Hand, missing, unknown
from webapp.cli.play.pages import Page
from webapp.cli.play.stage import Stage

ADMIN = "admin"
REFERENCE = "reference"
TRIES = 20
PAUSE_SECONDS = 0.5

Result = TypeVar("Result")


def sign_in(stage: Stage, username: str, case: Case) -> Browser:
    """Open this person's browser and sign in, if they are not signed in yet."""
    if username not in stage.browsers:
        until_it_arrives(lambda: _come_in(stage, username, case))
    return stage.browser(username)


def until_it_arrives(deed: Callable[[], Result]) -> Result:
    """Do what may be done twice, again and again while the connection breaks on the way."""
    for _ in range(TRIES):
        try:
            return deed()
        except Interrupted:
            time.sleep(PAUSE_SECONDS)
    return deed()


def _come_in(stage: Stage, username: str, case: Case) -> None:
    """Sign in with a new browser; one that got no further than the sign-in page is thrown away."""
    browser = stage.browser(username)
    try:
        page = browser.get("/sign-in")
        if page.form_with("username", "password") is None:
            raise CaseError(case.file, "[people]", f"{stage.base_url} shows no page to sign in")
        answer = _enter(browser, page, username)
        if answer.form_with("username", "password") is not None:
            raise CaseError(case.file, "[people]", f"{username} cannot sign in: {'; '.join(answer.complaints)}")
    except (CaseError, Interrupted, Unreachable):
        stage.forget(username)
        raise


def _enter(browser: Browser, page: Page, username: str) -> Page:
    """By one click where the demo offers the person, else with the demo's password."""
    cast = page.form_to("/demo-sign-in")
    if cast is not None and any(button.value == username for button in cast.buttons):
        return browser.send(cast, [*cast.sent(), ("username", username)])
    form = page.form_with("username", "password")
    return browser.write(form, {"username": username, "password": PASSWORD}) if form else page


def bring_people(stage: Stage, case: Case) -> None:
    """Let an administrator of a live demo add whoever of the case has no account there yet."""
    cast = stage.browser("visitor").get("/sign-in").form_to("/demo-sign-in")
    known = {button.value for button in cast.buttons} if cast else set()
    if cast is None or all(player.username in known for player in case.players):
        return
    browser = sign_in(stage, ADMIN, case)
    for player in case.players:
        if player.username in known:
            continue
        form = browser.get("/people/new").form_with("username", "name", "email")
        if form is None:
            raise CaseError(case.file, "[people]", f"{player.username} has no account and cannot be added")
        kept = [(name, value) for name, value in form.sent()
                if name not in ("username", "name", "email", "title", "password", "roles")]
        roles = [("roles", role) for role, group in case.people.items() if player in group]
        facts = [("username", player.username), ("name", player.name), ("title", player.title),
                 ("email", f"{player.username}@company.example"), ("password", PASSWORD)]
        answer = browser.send(form, [*kept, *facts, *roles])
        if answer.status >= 400:
            raise CaseError(case.file, "[people]", f"{player.username}: {'; '.join(answer.complaints)}")


def open_project(stage: Stage, case: Case, hand: Hand, reference: str, lead: str) -> None:
    """Start the project for the case's customer; its reference is the run's key, so it is started once."""
    browser = sign_in(stage, lead, case)

    def start_unless_there() -> None:
        if browser.json(f"/demo/trails/{reference}")["trail"] is None:
            _start_project(browser, case, hand, reference)

    until_it_arrives(start_unless_there)


def _start_project(browser: Browser, case: Case, hand: Hand, reference: str) -> None:
    customer = customer_file(browser, case)
    page = browser.get("/projects/new", customer=customer.rstrip("/").rpartition("/")[2])
    form = page.form_with("project_name", "customer_contact")
    if form is None:
        raise CaseError(case.file, "[project]", "the page to start a project shows no form")
    contact = next((option.value for option in form.controls["customer_contact"].options
                    if option.label.startswith(case.contact["name"])), "")
    answers = {"project_name": case.project_name, **case.project_answers, REFERENCE: reference}
    if absent := missing(form, answers):
        raise CaseError(case.file, "[project]", unknown(absent, form))
    try:
        filled = hand.fill(form, answers)
    except CannotFill as error:
        raise CaseError(case.file, "[project]", str(error)) from error
    fields = [(name, value) for name, value in filled.fields if name != "customer_contact"]
    answer = browser.send(form, [*fields, ("customer_contact", contact)], filled.files)
    if answer.status >= 400:
        raise CaseError(case.file, "[project]", f"was refused: {'; '.join(answer.complaints)}")


def customer_file(browser: Browser, case: Case) -> str:
    """The address of the customer's file, opened if there is none; with the contact in it."""
    address = _find_customer(browser, case) or _add_customer(browser, case)
    page = browser.get(address)
    for person in (case.contact, *case.others):
        if person["email"] in page.words:
            continue
        form = page.form_with("name", "email")
        page = browser.write(form, dict(person)) if form else page
        if page.status >= 400 or person["email"] not in page.words:
            raise CaseError(case.file, "[customer.contact]", f"was refused: {'; '.join(page.complaints)}")
    return address


def _find_customer(browser: Browser, case: Case) -> str | None:
    page = browser.get(f"/customers/?{urlencode({'search': case.customer['name']})}")
    for link in page.tree.iter("a"):
        if (link.text_content() or "").strip() == case.customer["name"] and link.get("href"):
            return str(link.get("href"))
    return None


def _add_customer(browser: Browser, case: Case) -> str:
    form = browser.get("/customers/new").form_with("name", "industry")
    if form is None:
        raise CaseError(case.file, "[customer]", "the page to add a customer shows no form")
    unknown = [key for key in case.customer if key not in form.controls]
    if unknown:
        raise CaseError(case.file, "[customer]", f"a customer has no {', '.join(unknown)}")
    answer = browser.write(form, dict(case.customer))
    if answer.status >= 400:
        raise CaseError(case.file, "[customer]", f"was refused: {'; '.join(answer.complaints)}")
    return answer.url


def post(browser: Browser, address: str, fields: dict[str, str], *, token: str | None = None) -> dict[str, Any]:
    """Send data to the stage machinery, again if the connection breaks: setting a clock twice is once."""
    for _ in range(TRIES):
        token = token or browser.json("/demo/clock")["csrf_token"]
        form = Page(str(browser.client.base_url), 200, _FORM.format(address=address)).forms[0]
        try:
            answer = browser.send(form, [("csrf_token", token), *fields.items()])
        except Interrupted:
            continue
        if answer.status == 200:
            return {}
        if answer.status == 400:
            token = None  # an old one: ask for another
            continue
        raise Interrupted(f"{address} answers {answer.status}: {answer.words[:200]}")
    raise Interrupted(f"{address} was not reached")


_FORM = "<form method='post' action='{address}'></form>"
