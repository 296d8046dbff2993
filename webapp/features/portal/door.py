"""The door behind a personal link: it shows nothing but where a code can be sent. Looking changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, refresh
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from webapp.db import db
from webapp.domain import access, wording
from webapp.domain.access import CodeRefused, DoorClosed, PortalLink, TooSoon
from webapp.domain.customers import Contact
from webapp.domain.notifications import MAIL, TEXT
from webapp.features import keep_portal_session, sends_texts
from webapp.features.portal import blueprint
from webapp.features.portal.forms import EntryForm, MailForm
from webapp.transaction import transaction


@dataclass(frozen=True)
class LetIn:
    """A session that has just begun, not yet in any browser."""

    secret: str
    lifetime: timedelta

    def on_to(self, address: str) -> Response:
        """Lead on, with the session in this browser from now on."""
        response = redirect(address, 303)
        keep_portal_session(response, self.secret, self.lifetime)
        return response


@blueprint.get("/p/<token>")
def door(token: str) -> ResponseReturnValue:
    """Where a code can be had and entered; whoever is in already goes straight on."""
    link = _followed(token)
    if g.visitor is not None and g.visitor.id == link.contact_id:
        return redirect(_leads_to(link))
    return _page(link, token, EntryForm(formdata=None))


@blueprint.post("/p/<token>/code")
def send_code(token: str) -> ResponseReturnValue:
    """Send a one-time code to the link's contact, by mail or by text as they choose."""
    link = _followed(token)
    by_text = request.form.get("channel") == TEXT and sends_texts()
    try:
        with transaction() as rows:
            access.send_code(rows, access.follow(rows, token), token, channel=TEXT if by_text else MAIL)
    except (TooSoon, CodeRefused) as error:
        return _page(link, token, EntryForm(formdata=None), notice=_words(error)), 429
    flash(gettext("The code is on its way. It works for ten minutes."), "good")
    return redirect(url_for(".door", token=token), 303)


@blueprint.post("/p/<token>/session")
def enter(token: str) -> ResponseReturnValue:
    """Enter the code, and go on to the project."""
    link, form = _followed(token), EntryForm()
    if not form.validate():
        return _page(link, token, form), 422
    try:
        with transaction() as rows:
            own = access.follow(rows, token)
            fits = access.check_code(rows, own, token, form.code.data or "")
            begun = let_in(rows, own.contact, form) if fits else None
    except CodeRefused as error:
        form.code.errors = [_words(error)]
        return _page(link, token, form), 422
    if begun is None:
        form.code.errors = [gettext("This is not the code we sent. Look again, or ask for a new one.")]
        return _page(link, token, form), 422
    return begun.on_to(_leads_to(link))


def let_in(rows: Session, contact: Contact, form: EntryForm) -> LetIn:
    """Begin a session: for half a day, or longer on the reader's own device."""
    lifetime = access.REMEMBERED_LIFETIME if form.remember.data else access.SESSION_LIFETIME
    return LetIn(access.admit(rows, contact, lifetime=lifetime), lifetime)


@blueprint.errorhandler(DoorClosed)
def end(error: DoorClosed) -> ResponseReturnValue:
    """A link that leads nowhere, in words, with the other way in below."""
    status = 404 if error.message_id == "link-unknown" else 410
    words = gettext("Perhaps it was cut off when it was copied. Open it from the mail once more, or come in with your "
                    "mail address.") if status == 404 else _words(error)
    return render_template("portal/end.html", status=status, words=words, form=MailForm(formdata=None)), status


def _followed(token: str) -> PortalLink:
    """The link; from here on the page speaks its contact's language, until they choose another."""
    link = access.follow(db.session(), token)
    if "locale" not in request.cookies:
        g.locale = link.contact.locale
        refresh()
    return link


def _leads_to(link: PortalLink) -> str:
    return url_for(".show", project_id=link.project_id) if link.project_id else url_for(".home")


def _page(link: PortalLink, token: str, form: EntryForm, *, notice: str = "") -> str:
    name, _, host = link.contact.email.partition("@")
    phone = access.plain_phone(link.contact.phone)
    return render_template(
        "portal/door.html", token=token, form=form, notice=notice, waits=access.code_waits(db.session(), link),
        masked=f"{name[:1]}***@{host}", masked_phone=f"{phone[:3]}****{phone[-4:]}" if phone and sends_texts() else "")


def _words(error: DoorClosed | TooSoon | CodeRefused) -> str:
    return wording.fill(gettext, error.message_id, error.facts)
