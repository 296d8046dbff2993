"""Contacts: whom to speak to at a customer."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from webapp.db import db
from webapp.domain import access, customers
from webapp.domain.customers import BadCustomer, Contact
from webapp.features import found, refuse
from webapp.features.customers import blueprint
from webapp.features.customers.forms import ContactForm
from webapp.features.customers.pages import page_of
from webapp.features.customers.portal import kept_contact
from webapp.transaction import transaction


@blueprint.post("/customers/<int:customer_id>/contacts")
def add_contact(customer_id: int) -> ResponseReturnValue:
    """Add somebody to speak to."""
    customer, form = found(customers.get_customer(db.session(), customer_id)), ContactForm()
    if not form.validate():
        return page_of(customer, contact=form)
    try:
        with transaction() as rows:
            customers.add_contact(rows, found(customers.get_customer(rows, customer_id)), **_facts(form))
    except BadCustomer as error:
        refuse(form, error)
        return page_of(customer, contact=form)
    flash(gettext("%(name)s was added.", name=form.name.data), "good")
    return redirect(url_for("customers.show", customer_id=customer_id))


@blueprint.get("/customers/<int:customer_id>/contacts/<int:contact_id>/edit")
def edit_contact(customer_id: int, contact_id: int) -> ResponseReturnValue:
    """The form with what is known of the contact."""
    contact = _there(db.session(), customer_id, contact_id)
    return render_template("customers/contact.html", form=ContactForm(obj=contact), contact=contact)


@blueprint.post("/customers/<int:customer_id>/contacts/<int:contact_id>")
def update_contact(customer_id: int, contact_id: int) -> ResponseReturnValue:
    """Change what is known of the contact."""
    contact, form = _there(db.session(), customer_id, contact_id), ContactForm()
    if not form.validate():
        return render_template("customers/contact.html", form=form, contact=contact), 422
    try:
        with transaction() as rows:
            is_moved = access.change_contact(rows, _there(rows, customer_id, contact_id), by=g.actor.id, **_facts(form))
    except BadCustomer as error:
        refuse(form, error)
        return render_template("customers/contact.html", form=form, contact=contact), 422
    flash(gettext("Saved. What was mailed to the old address works no more; send %(name)s new links where something waits.",
                  name=form.name.data) if is_moved else gettext("Saved."), "good")
    return redirect(url_for("customers.show", customer_id=customer_id))


@blueprint.post("/customers/<int:customer_id>/contacts/<int:contact_id>/departure")
def retire_contact(customer_id: int, contact_id: int) -> ResponseReturnValue:
    """The contact left the customer."""
    with transaction() as rows:
        contact = found(customers.get_contact(rows, contact_id))
        customers.retire_contact(rows, found(contact if contact.customer_id == customer_id else None))
    return redirect(url_for("customers.show", customer_id=customer_id))


def _there(rows: Session, customer_id: int, contact_id: int) -> Contact:
    """The contact, for whoever keeps the customer's lists, while they have not left."""
    contact = kept_contact(rows, customer_id, contact_id)
    return found(contact if contact.left_at is None else None)


def _facts(form: ContactForm) -> dict[str, str]:
    return {"name": form.name.data or "", "title": form.title.data or "", "email": form.email.data or "",
            "phone": form.phone.data or "", "locale": form.locale.data}
