"""The portal's front page: the projects of whoever is in, else a way in by mail address. The answer never tells who is known."""

from __future__ import annotations

from flask import g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.domain import access
from webapp.features import PORTAL_COOKIE, our_page
from webapp.features.portal import blueprint
from webapp.features.portal.door import let_in
from webapp.features.portal.forms import EntryForm, MailForm
from webapp.features.portal.home import home_page
from webapp.transaction import transaction

ASKED = "portal_asked"


@blueprint.get("/portal")
def home() -> ResponseReturnValue:
    """The contact's projects and what waits for them; for whoever is not in, the way in."""
    if g.visitor is not None:
        return home_page()
    form = MailForm(formdata=None, data={"next": _wanted(request.args.get("next", ""))})
    return render_template("portal/way_in.html", form=form, typed="")


@blueprint.post("/portal/links")
def ask() -> ResponseReturnValue:
    """Have a link and a code mailed to this address, if it is a contact's; page and work are the same either way."""
    form = MailForm()
    if not form.validate():
        return render_template("portal/way_in.html", form=form, typed=""), 422
    with transaction() as rows:
        handle = access.ask_by_mail(rows, form.email.data or "")
    session[ASKED] = {"handle": handle, "to": (form.email.data or "").strip(), "next": _wanted(form.next.data or "")}
    return redirect(url_for(".code"), 303)


@blueprint.get("/portal/code")
def code() -> ResponseReturnValue:
    """Where the mailed code is entered, in the browser that asked for it."""
    if ASKED not in session:
        return redirect(url_for(".home"))
    return render_template("portal/code.html", form=EntryForm(formdata=None), to=session[ASKED]["to"])


@blueprint.post("/portal/code")
def check_code() -> ResponseReturnValue:
    """Enter the code; whatever does not fit is told in the same words."""
    asked, form = session.get(ASKED), EntryForm()
    if asked is None:
        return redirect(url_for(".home"), 303)
    if not form.validate():
        return render_template("portal/code.html", form=form, to=asked["to"]), 422
    with transaction() as rows:
        contact = access.enter_by_mail(rows, asked["handle"], form.code.data or "")
        secret = let_in(rows, contact, form) if contact else None
    if secret is None:
        form.code.errors = [gettext("This code does not fit, or it works no longer. You can ask for a new one below.")]
        return render_template("portal/code.html", form=form, to=asked["to"]), 422
    session.pop(ASKED)
    return secret.on_to(_wanted(asked["next"]) or url_for(".home"))


@blueprint.post("/portal/sign-out")
def leave() -> ResponseReturnValue:
    """End the session of this browser."""
    with transaction() as rows:
        access.leave(rows, request.cookies.get(PORTAL_COOKIE))
    response = redirect(url_for(".home"), 303)
    response.delete_cookie(PORTAL_COOKIE, path="/")
    return response


def _wanted(address: str) -> str:
    """A page of the portal that somebody without a session asked for."""
    return our_page(address, "") if address.startswith("/portal/projects/") else ""
