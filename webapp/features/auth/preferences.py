"""Preferences: the language and the theme, kept in a cookie so that they hold before signing in."""

from __future__ import annotations

from datetime import timedelta

from flask import abort, g, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from webapp.config import LOCALES
from webapp.domain import people
from webapp.features import way_back
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


def _one_of(choices: tuple[str, ...], field: str = "theme") -> str:
    value = request.form.get(field, "")
    if value not in choices:
        abort(400)
    return value


def _remembered(name: str, value: str) -> Response:
    response: Response = redirect(way_back("/"))
    response.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", secure=request.is_secure)
    return response
