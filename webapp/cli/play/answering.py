"""Answering a task on its page: what the case says is written in, and fields that only then appear as well."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from webapp.cli.play.browser import Browser
from webapp.cli.play.fill import CannotFill, Filled, Hand, missing, unknown
from webapp.cli.play.pages import Page, PageForm

REFRESH = "_refresh"

Asking = Callable[[], PageForm]


def answer(answers: Mapping[str, Any], hand: Hand, browser: Browser, page: Page, *,
           to: str = "/completion") -> Page:
    """Write the answers over what is prefilled, and send; raises CannotFill."""
    form = _form_of(page, to)
    absent = missing(form, answers)
    known = {key: said for key, said in answers.items() if key not in absent}
    filled = _filled(hand, browser, form, known, page=page,
                     again=lambda: _form_of(browser.get(page.url), to))
    if absent:
        ask = partial(browser.send, form, [*filled.fields, (REFRESH, "1")], filled.files)
        form = _form_of(page := ask(), to)
        if still := missing(form, answers):
            raise CannotFill(unknown(still, form))
        filled = _filled(hand, browser, form, {key: answers[key] for key in absent}, page=page,
                         again=lambda: _form_of(ask(), to))
    return browser.send(form, filled.fields, filled.files, follow=False)


def _filled(hand: Hand, browser: Browser, form: PageForm, answers: Mapping[str, Any], *,
            page: Page, again: Asking) -> Filled:
    """The form with these answers in it; a choice may be named by its value or in either language."""
    try:
        return hand.fill(form, answers)
    except CannotFill:
        with browser.speaking("en" if page.language == "zh" else "zh"):
            form.learn(again())
        return hand.fill(form, answers)


def _form_of(page: Page, to: str) -> PageForm:
    """The form in which the task is answered: the one with the most fields that goes to the task."""
    fits = [form for form in page.forms if form.is_post and form.action.endswith(to)]
    if not fits:
        raise CannotFill("the page has no form to hand in")
    return max(fits, key=lambda form: len(form.controls) + len(form.patterns))
