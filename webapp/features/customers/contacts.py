"""Contacts: whom to speak to at a customer."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.db import db
from webapp.domain import customers
from webapp.domain.customers import BadCustomer
from webapp.features import found, refuse
from webapp.features.customers import blueprint
from webapp.features.customers.forms import ContactForm
from webapp.features.customers.pages import page_of
from webapp.transaction import transaction


@blueprint.post("/customers/<int:customer_id>/contacts")
def add_contact(customer_id: int) -> ResponseReturnValue:
    """Add somebody to speak to."""
    customer, form = found(customers.get_customer(db.session(), customer_id)), ContactForm()
    if not form.validate():
        return page_of(customer, contact=form)
    try:
        with transaction() as rows:
            customers.add_contact(
                rows, found(customers.get_customer(rows, customer_id)), name=form.name.data or "",
                email=form.email.data or "", title=form.title.data or "",
                phone=form.phone.data or "", locale=form.locale.data)
    except BadCustomer as error:
        refuse(form, error)
        return page_of(customer, contact=form)
    flash(gettext("%(name)s was added.", name=form.name.data), "good")
    return redirect(url_for("customers.show", customer_id=customer_id))


@blueprint.post("/customers/<int:customer_id>/contacts/<int:contact_id>/departure")
def retire_contact(customer_id: int, contact_id: int) -> ResponseReturnValue:
    """The contact left the customer."""
    with transaction() as rows:
        contact = found(customers.get_contact(rows, contact_id))
        customers.retire_contact(rows, found(contact if contact.customer_id == customer_id else None))
    return redirect(url_for("customers.show", customer_id=customer_id))
