"""The customer's pages speak their contact's language, until the contact chooses another on the page."""

from __future__ import annotations

from flask import g, request
from flask_babel import refresh

from webapp.db import db
from webapp.domain import customers


def speak_as(contact_id: str | None) -> None:
    """From here on, in the language of this contact."""
    contact = customers.contact_of_actor(db.session(), contact_id)
    if contact is not None and "locale" not in request.cookies:
        g.locale = contact.locale
        refresh()
