"""Sessions: signing in with a password, with one click in the demo, and signing out."""

from __future__ import annotations

from secrets import token_urlsafe
from typing import Any

from flask import abort, current_app, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

import engine
from webapp.config import DEMO_PASSWORD
from webapp.db import db
from webapp.domain import people
from webapp.features import LOOPBACK, found, locale, our_page
from webapp.features.auth import blueprint
from webapp.features.auth.forms import SignInForm
from webapp.transaction import transaction


@blueprint.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """The sign-in page; in the demo with the cast to choose from."""
    return render_template("auth/sign_in.html", form=SignInForm(), **_cast())


@blueprint.post("/sign-in")
def create() -> ResponseReturnValue:
    """Let somebody in whose password is right."""
    form = SignInForm()
    if not form.validate():
        return render_template("auth/sign_in.html", form=form, **_cast()), 422
    with transaction() as rows:
        person = people.authenticate(rows, form.username.data or "", form.password.data or "")
    if person is None:
        form.form_errors.append(gettext("User name and password do not go together, or the account "
                                        "rests for some minutes after several wrong tries."))
        return render_template("auth/sign_in.html", form=form, **_cast()), 422
    return _begin(person)


@blueprint.post("/demo-sign-in")
def create_in_demo() -> ResponseReturnValue:
    """Let a visitor of the demo, on this very machine, be one of its cast."""
    if not _is_demo():
        abort(404)
    person = found(people.person_called(db.session(), request.form.get("username", "")))
    return _begin(found(person if person.active else None))


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this session only; a cookie that was copied from it before opens nothing any more."""
    if g.actor is not None:
        with transaction() as rows:
            person = found(people.get_person(rows, g.actor.person_id))
            oldest = engine.now() - current_app.permanent_session_lifetime
            people.end_session(rows, person, session.get("key", ""), oldest=oldest)
    session.clear()
    return redirect(url_for("auth.sign_in"))


@blueprint.post("/sign-out-everywhere")
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session of the reader, this one too: for a lost phone, or a desk left open."""
    if g.actor is not None:
        with transaction() as rows:
            people.end_sessions(rows, found(people.get_person(rows, g.actor.person_id)))
    session.clear()
    return redirect(url_for("auth.sign_in"))


def _begin(person: people.Person) -> ResponseReturnValue:
    session.clear()
    session.permanent = True
    session["person_id"], session["epoch"] = person.id, person.session_epoch
    session["key"] = token_urlsafe(32)
    return redirect(_asked_for())


def _asked_for() -> str:
    """The page that sent the reader here, if it is ours."""
    return our_page(request.args.get("next", "/"), "/")


def _cast() -> dict[str, Any]:
    """In the demo: who may be tried out, those who speak the reader's language first, and everybody's password."""
    if not _is_demo():
        return {}
    return {"cast": sorted(people.everyone(db.session(), locale=locale()), key=lambda person: person.locale != locale()), "password": DEMO_PASSWORD}


def _is_demo() -> bool:
    settings = current_app.config["SETTINGS"]
    return settings.demo and settings.on_loopback and request.remote_addr in LOOPBACK
