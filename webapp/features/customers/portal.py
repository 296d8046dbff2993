"""The portal, from the staff's side: which contact sees what, mailing a way in, and closing it."""

from __future__ import annotations

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from webapp.domain import access, customers, projects, wording
from webapp.domain.access import BadGrant, DoorClosed
from webapp.domain.customers import Contact
from webapp.features import found, row_number
from webapp.features.customers import blueprint
from webapp.features.customers.substitutes import may_keep_the_list
from webapp.transaction import transaction


@blueprint.post("/customers/<int:customer_id>/contacts/<int:contact_id>/rights")
def grant(customer_id: int, contact_id: int) -> ResponseReturnValue:
    """Give a contact a right, in one project or in all."""
    asked = request.form.get("project", "")
    try:
        with transaction() as rows:
            contact = kept_contact(rows, customer_id, contact_id)
            project = found(projects.visible(rows, g.actor, row_number(asked))) if asked else None
            access.grant(rows, contact, request.form.get("right", ""), by=g.actor.id,
                         project_id=project.id if project else None)
    except BadGrant as error:
        flash(wording.fill(gettext, error.message_id, error.facts), "late")
    else:
        flash(gettext("%(name)s has the right now.", name=contact.name), "good")
    return _back(customer_id)


@blueprint.post("/customers/<int:customer_id>/rights/<int:grant_id>/withdrawal")
def withdraw_grant(customer_id: int, grant_id: int) -> ResponseReturnValue:
    """Take a right back."""
    found(may_keep_the_list() or None)
    with transaction() as rows:
        row = next((each for each in access.grants_of(rows, customer_id) if each.id == grant_id), None)
        access.withdraw_grant(rows, found(row), by=g.actor.id)
    return _back(customer_id)


@blueprint.post("/customers/<int:customer_id>/contacts/<int:contact_id>/portal-link")
def send_portal_link(customer_id: int, contact_id: int) -> ResponseReturnValue:
    """Mail the contact a link to the portal."""
    try:
        with transaction() as rows:
            contact = kept_contact(rows, customer_id, contact_id)
            access.send_link(rows, contact, by=g.actor.id)
    except DoorClosed as error:
        flash(wording.fill(gettext, error.message_id, error.facts), "late")
    else:
        flash(gettext("A link to the portal is on its way to %(email)s.", email=contact.email), "good")
    return _back(customer_id)


@blueprint.post("/customers/<int:customer_id>/contacts/<int:contact_id>/portal-closure")
def close_portal(customer_id: int, contact_id: int) -> ResponseReturnValue:
    """End the contact's sessions and links at once: for a lost phone, or a mailbox that others read."""
    with transaction() as rows:
        contact = kept_contact(rows, customer_id, contact_id)
        access.close_door(rows, contact, by=g.actor.id)
    flash(gettext("%(name)s is signed out everywhere, and the links mailed so far work no more.", name=contact.name), "good")
    return _back(customer_id)


def kept_contact(rows: Session, customer_id: int, contact_id: int) -> Contact:
    """The customer's contact, for whoever keeps the list of who may what."""
    found(may_keep_the_list() or None)
    contact = customers.get_contact(rows, contact_id)
    return found(contact if contact and contact.customer_id == customer_id else None)


def _back(customer_id: int) -> ResponseReturnValue:
    return redirect(url_for("customers.show", customer_id=customer_id, _anchor="portal"), 303)
