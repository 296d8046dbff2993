"""The ceremony as both sides go through it: the customer by the mailed link, staff in the product."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from webapp.cli.cast import PASSWORD
from webapp.cli.play import props
from webapp.cli.play.browser import Browser, Interrupted
from webapp.cli.play.case import Case, CaseError, Step
from webapp.cli.play.fill import Hand
from webapp.cli.play.pages import Page, PageForm
from webapp.cli.play.stage import Stage
from webapp.domain import wording

N_ = str
CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
PAUSE_SECONDS = 2.0
SIGNS, DECLINES = ("decision", "name_typed", "signature"), ("decision", "reason")
TO_BE_CHANGED = N_("The document has to be changed.")
REFUSALS = frozenset({"decline", "refuse", "reject", "return", "拒签", "不同意", "退回"})


def is_ceremony(page: Page) -> bool:
    """Whether a task page sends its reader on to sign."""
    return page.link(r"/confirmations/\d+") is not None


def by_link(stage: Stage, hand: Hand, step: Step, task: Mapping[str, Any], trail: Mapping[str, Any]) -> Page:
    """The customer opens the link mailed for this paper, enters the code from the mailbox, and signs or declines."""
    case, browser = hand.case, stage.browser("customer")
    reader = stage.browser(case.people["project_lead"][0].username)
    called = "title" if case.contact.get("locale", "zh") == "zh" else "title_en"
    titles = [each[called] for each in trail["confirmations"] if each["id"] == task["signing"]]
    page = _follow(browser, _mailed_links(reader, case, r"/s/[\w-]+$", trail["project"]["name"], *titles))
    if page.status != 200:
        raise CaseError(case.file, step.title, f"the mailed link answers {page.status}: {page.words[:200]}")
    page = _identify(browser, reader, case, page)
    return _decide(browser, page, step, signer=case.contact["name"])


def errand(stage: Stage, case: Case, task: Mapping[str, Any], trail: Mapping[str, Any]) -> Page:
    """The page behind the link that was mailed for a customer's task."""
    reader = stage.browser(case.people["project_lead"][0].username)
    about = (trail["project"]["name"], task["name"] if case.contact.get("locale", "zh") == "zh" else task["name_en"])
    page = _follow(stage.browser("customer"), _mailed_links(reader, case, r"/t/[\w-]+$", *about))
    if page.status != 200:
        raise CaseError(case.file, task["element"], f"the mailed link answers {page.status}: {page.words[:200]}")
    return page


def in_the_app(browser: Browser, page: Page, signer: str, step: Step, trail: Mapping[str, Any]) -> Page:
    """Staff read the frozen version and sign it with their password, or decline."""
    standing = [each for each in trail["confirmations"] if not each["voided_at"] and not each["completed_at"]]
    address = page.link(r"/confirmations/\d+") or f"/confirmations/{standing[-1]['id']}"
    return _decide(browser, browser.get(address), step, signer=signer)


def unused(step: Step) -> str:
    """What the ceremony has no use for, in words; empty if the case writes nothing of the kind."""
    used = DECLINES if _declines(step) else SIGNS
    strange = [key for key in step.answers if key not in used]
    if not strange:
        return ""
    return f"{', '.join(strange)} not used: the page asks for {', '.join(used)}"


def take_back(browser: Browser, trail: Mapping[str, Any], step: Step) -> Page:
    """The lead takes the version that is being signed back to the draft."""
    standing = [each for each in trail["confirmations"]
                if each["document"] == step.edit and not each["voided_at"] and not each["completed_at"]]
    page = browser.get(f"/confirmations/{standing[-1]['id']}") if standing else Page("", 404, "")
    form = page.form_to("/revision")
    if form is None:
        return page
    return browser.write(form, {"reason": str(step.answers.get("reason") or wording.gettext(browser.language)(TO_BE_CHANGED))})


def edits_in(trail: Mapping[str, Any], document: str) -> list[int]:
    """The signings of a document that an edit ended."""
    return [each["id"] for each in trail["confirmations"] if each["document"] == document
            and each["voided_at"] and not each["declined_at"] and each["void_reason"] != "superseded"]


def _decide(browser: Browser, page: Page, step: Step, *, signer: str) -> Page:
    """Sign or decline on the page that shows the document, under the signer's own name if the case gives none."""
    if _declines(step):
        return browser.write(_form(page, "/refusal"), {"reason": str(step.answers.get("reason", ""))})
    form = _form(page, "/signature")
    name = str(step.answers.get("name_typed") or step.answers.get("signature") or signer)
    changes = {"name": name, "consent": "y"}
    if form.has("drawing") and "signature" in step.answers:
        changes["drawing"] = props.signature(str(step.answers["signature"]))
    if form.has("password"):
        changes["password"] = PASSWORD
    return browser.write(form, changes)


def _declines(step: Step) -> bool:
    return str(step.answers.get("decision", "sign")) in REFUSALS


def _form(page: Page, ending: str) -> PageForm:
    form = page.form_to(ending)
    if form is None:
        raise Interrupted(f"the page has no form to {ending.strip('/')} ({page.status}): {page.words[:160]}")
    return form


def _identify(browser: Browser, reader: Browser, case: Case, page: Page) -> Page:
    """Ask for a code and enter it, unless this browser has done so already."""
    if page.form_to("/signature"):
        return page
    if page.form_to("/session") is None:
        page = browser.write(_form(page, "/code"), {})
        if page.status == 429:
            time.sleep(PAUSE_SECONDS)
            raise Interrupted("a code was sent a moment ago")
    form = _form(page, "/session")
    return browser.write(form, {"code": _mailed_code(reader, case)})


def _follow(browser: Browser, addresses: Iterator[str]) -> Page:
    """The first of the links, the newest first, that still works: a newer one may be about another matter."""
    page = None
    for address in addresses:
        page = browser.get(address)
        if page.status == 200:
            return page
    if page is None:
        raise Interrupted("no mail with a link has come to the customer")
    return page


def _mailed_links(reader: Browser, case: Case, pattern: str, *about: str) -> Iterator[str]:
    """The links in the demo's outbox that went to the customer about this, the newest first."""
    for mail in _mails(reader, case):
        link = mail.link(pattern)
        if link and all(word in mail.words for word in about):
            yield urlsplit(link).path


def _mailed_code(reader: Browser, case: Case) -> str:
    """The newest one-time code in the outbox of the demo."""
    for mail in _mails(reader, case):
        letter = mail.tree.xpath("//*[contains(@class, 'letter')]")
        found = CODE.search(letter[0].text_content()) if letter else None
        if found and mail.link(r"/s/[\w-]+$") is None:
            return found[0]
    raise Interrupted("no mail with a code has come")


def _mails(reader: Browser, case: Case) -> Iterator[Page]:
    """The customer's latest mails, the newest first, opened as they are asked for: everybody else's are passed over."""
    for link in reader.get("/outbox/", search=case.contact["email"]).links(r"/outbox/\d+$"):
        yield reader.get(urlsplit(link).path)
