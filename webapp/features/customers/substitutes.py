"""Substitutes: who may sign in another's place in the matters of a customer. Whoever may lead a project keeps the list."""

from __future__ import annotations

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.db import db
from webapp.domain import confirmations, customers, people
from webapp.domain.confirmations import SubmissionRefused
from webapp.domain.customers import Customer
from webapp.features import found, locale
from webapp.features.customers import blueprint
from webapp.transaction import transaction

KEEPERS = ("project_lead", "business_manager", "quality", "director", "admin")


@blueprint.post("/customers/<int:customer_id>/substitutes")
def allow_substitute(customer_id: int) -> ResponseReturnValue:
    """Put somebody on the list."""
    found(may_keep_the_list() or None)
    who = request.form.get("who", "")
    try:
        with transaction() as rows:
            customer = found(customers.get_customer(rows, customer_id))
            confirmations.allow_substitute(rows, customer, who, by=g.actor.id)
    except SubmissionRefused:
        flash(gettext("Choose somebody from the list: a contact of this customer or a colleague."), "late")
    else:
        flash(gettext("%(name)s may sign in another's place now.", name=_name(who)), "good")
    return _back(customer_id)


@blueprint.post("/customers/<int:customer_id>/substitutes/<int:substitute_id>/withdrawal")
def withdraw_substitute(customer_id: int, substitute_id: int) -> ResponseReturnValue:
    """Take somebody off the list."""
    found(may_keep_the_list() or None)
    with transaction() as rows:
        row = next((each for each in confirmations.substitutes(rows, customer_id) if each.id == substitute_id), None)
        confirmations.withdraw_substitute(rows, found(row), by=g.actor.id)
    return _back(customer_id)


def may_keep_the_list() -> bool:
    """Whether the reader may say who signs in whose place."""
    return bool(g.actor.has(*KEEPERS))


def offered(customer: Customer) -> dict[str, dict[str, str]]:
    """Whom one could put on the list: the customer's contacts, and colleagues."""
    rows = db.session()
    taken = {row.actor for row in confirmations.substitutes(rows, customer.id)}
    contacts = {each.actor_id: each.name for each in customer.contacts if each.left_at is None}
    staff = {person.username: person.name for person in people.everyone(rows, locale=locale())}
    return {"contacts": {k: v for k, v in contacts.items() if k not in taken},
            "staff": {k: v for k, v in staff.items() if k not in taken}}


def _name(who: str) -> str:
    return people.named(db.session(), [who]).get(who, who)


def _back(customer_id: int) -> ResponseReturnValue:
    return redirect(url_for("customers.show", customer_id=customer_id, _anchor="substitutes"), 303)
