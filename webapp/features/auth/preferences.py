"""Preferences: the language and the theme, kept in a cookie so that they hold before signing in."""

from __future__ import annotations

from datetime import timedelta

from flask import abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from webapp.config import LOCALES
from webapp.domain import people
from webapp.features import found, way_back
from webapp.features.auth import blueprint
from webapp.transaction import transaction

THEMES = ("light", "dark", "system")
A_YEAR = timedelta(days=365)


@blueprint.post("/preferences/theme")
def set_theme() -> ResponseReturnValue:
    """Day, night, or as the system has it."""
    return _remembered("theme", _one_of(THEMES))


@blueprint.post("/preferences/language")
def set_language() -> ResponseReturnValue:
    """The language of pages and, for staff, of the mails they get."""
    locale = _one_of(LOCALES, field="locale")
    if g.actor is not None:
        with transaction() as rows:
            person = people.get_person(rows, g.actor.person_id)
            people.set_locale(rows, person, locale) if person else None
    return _remembered("locale", locale)


@blueprint.post("/preferences/mails")
def set_mails() -> ResponseReturnValue:
    """Whether the reader is mailed what the bell tells."""
    if g.actor is None:
        return redirect(url_for("auth.sign_in"))
    mails = _one_of(people.MAILS, field="mails")
    with transaction() as rows:
        people.choose_mails(rows, found(people.get_person(rows, g.actor.person_id)), mails)
    flash(gettext("Saved."), "good")
    return redirect(way_back("/"))


def _one_of(choices: tuple[str, ...], field: str = "theme") -> str:
    value = request.form.get(field, "")
    if value not in choices:
        abort(400)
    return value


def _remembered(name: str, value: str) -> Response:
    response: Response = redirect(way_back("/"))
    response.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", secure=request.is_secure)
    return response
