"""The customer file."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.db import db
from webapp.domain import customers
from webapp.domain.customers import BadCustomer
from webapp.features import found, refuse
from webapp.features.customers import blueprint
from webapp.features.customers.forms import CustomerForm
from webapp.features.customers.pages import page_of
from webapp.transaction import transaction


@blueprint.get("/customers/")
def index() -> ResponseReturnValue:
    """Customers by name."""
    search = request.args.get("search", "").strip()[:100]
    return render_template("customers/index.html", search=search,
                           customers=customers.find(db.session(), search=search))


@blueprint.get("/customers/new")
def new() -> ResponseReturnValue:
    """An empty form."""
    return render_template("customers/form.html", form=CustomerForm(), customer=None)


@blueprint.post("/customers/")
def create() -> ResponseReturnValue:
    """Open a file for a new customer."""
    form = CustomerForm()
    if not form.validate():
        return render_template("customers/form.html", form=form, customer=None), 422
    try:
        with transaction() as rows:
            customer = customers.create_customer(rows, by=g.actor.id, **_facts(form))
    except BadCustomer as error:
        refuse(form, error)
        return render_template("customers/form.html", form=form, customer=None), 422
    flash(gettext("The file is open. Add somebody to speak to."), "good")
    return redirect(url_for("customers.show", customer_id=customer.id))


@blueprint.get("/customers/<int:customer_id>")
def show(customer_id: int) -> ResponseReturnValue:
    """The file: who it is, contacts, projects, notes."""
    return page_of(found(customers.get_customer(db.session(), customer_id)))


@blueprint.get("/customers/<int:customer_id>/edit")
def edit(customer_id: int) -> ResponseReturnValue:
    """The form with what is known."""
    customer = found(customers.get_customer(db.session(), customer_id))
    return render_template("customers/form.html", form=CustomerForm(obj=customer), customer=customer)


@blueprint.post("/customers/<int:customer_id>")
def update(customer_id: int) -> ResponseReturnValue:
    """Change what is known."""
    customer, form = found(customers.get_customer(db.session(), customer_id)), CustomerForm()
    if not form.validate():
        return render_template("customers/form.html", form=form, customer=customer), 422
    try:
        with transaction() as rows:
            customers.change_customer(
                rows, found(customers.get_customer(rows, customer_id)), **_facts(form))
    except BadCustomer as error:
        refuse(form, error)
        return render_template("customers/form.html", form=form, customer=customer), 422
    flash(gettext("Saved."), "good")
    return redirect(url_for("customers.show", customer_id=customer_id))


def _facts(form: CustomerForm) -> dict[str, str]:
    return {"name": form.name.data or "", "industry": form.industry.data or "",
            "address": form.address.data or "", "notes": form.notes.data or ""}
