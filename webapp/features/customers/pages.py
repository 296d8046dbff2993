"""The customer's page, which the file, its contacts and its notes come back to."""

from __future__ import annotations

from flask import g, render_template
from flask.typing import ResponseReturnValue

from webapp.db import db
from webapp.domain import access, confirmations, customers, people, projects, registers
from webapp.domain.customers import Customer
from webapp.features.customers.forms import ContactForm, NoteForm
from webapp.features.customers.substitutes import may_keep_the_list, offered


def page_of(customer: Customer, *, contact: ContactForm | None = None,
            note: NoteForm | None = None) -> ResponseReturnValue:
    """The file; a form that was not in order is shown again with what is wrong."""
    notes = customers.notes_of(db.session(), customer.id)
    listed = confirmations.substitutes(db.session(), customer.id)
    grants, seen = access.grants_of(db.session(), customer.id), projects.of_customer(db.session(), g.actor, customer.id)
    known = [row.actor for row in notes] + [who for row in listed for who in (row.actor, row.allowed_by)]
    changes = customers.contact_changes(db.session(), customer.id)
    known += [row.granted_by for row in grants] + [change.actor for each in changes.values() for change in each]
    page = render_template(
        "customers/show.html", customer=customer, notes=notes, changes=changes,
        projects=seen, grants=grants, visits=access.last_visits(db.session(), customer.id), invited=access.invited(db.session(), customer.id), rights=access.RIGHTS,
        registers=registers.of_customer(db.session(), g.actor, customer.id),
        names=people.named(db.session(), known), substitutes=listed,
        keeps_list=may_keep_the_list(), offered=offered(customer),
        contact_form=contact or ContactForm(formdata=None), note_form=note or NoteForm(formdata=None))
    return page, 422 if contact or note else 200
