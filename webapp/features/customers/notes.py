"""Notes about a customer."""

from __future__ import annotations

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webapp.db import db
from webapp.domain import customers
from webapp.features import found
from webapp.features.customers import blueprint
from webapp.features.customers.forms import NoteForm
from webapp.features.customers.pages import page_of
from webapp.transaction import transaction


@blueprint.post("/customers/<int:customer_id>/notes")
def add_note(customer_id: int) -> ResponseReturnValue:
    """Note something worth remembering."""
    customer, form = found(customers.get_customer(db.session(), customer_id)), NoteForm()
    if not form.validate():
        return page_of(customer, note=form)
    with transaction() as rows:
        customer = found(customers.get_customer(rows, customer_id))
        customers.add_note(rows, customer, text=form.text.data or "", by=g.actor.id,
                           nonce=request.form.get("nonce", ""))
    return redirect(url_for("customers.show", customer_id=customer_id, _anchor="notes"))
