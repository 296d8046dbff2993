"""Starting a project: first the customer, then what the lifecycle's start form asks."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

import forms
from webapp.db import db
from webapp.domain import customers, packages, projects
from webapp.domain.customers import Customer
from webapp.domain.projects import BadProject
from webapp.features import bound_form, found, keep_file, refuse, row_number
from webapp.features.projects import blueprint
from webapp.features.projects.forms import StartForm
from webapp.transaction import transaction


@blueprint.get("/projects/new")
def new() -> ResponseReturnValue:
    """Choose a customer; once chosen, fill in the start form."""
    asked = request.args.get("customer")
    if asked is None:
        search = request.args.get("search", "").strip()[:100]
        return render_template("projects/choose.html", search=search,
                               customers=customers.find(db.session(), search=search))
    customer = found(customers.get_customer(db.session(), row_number(asked)))
    return _page(customer, StartForm().offer(customer), _bound(customer))


@blueprint.post("/projects/")
def create() -> ResponseReturnValue:
    """Start the project and show where it stands; what is not in order comes back with the reasons."""
    customer = found(customers.get_customer(db.session(), row_number(request.args.get("customer", ""))))
    form, answers = StartForm().offer(customer), _bound(customer, is_post=True)
    with transaction():
        answers.store_files(keep_file)
    is_whole = form.validate()
    if answers.is_refresh or not answers.validate() or not is_whole:
        return _page(customer, form, answers), 200 if answers.is_refresh else 422
    try:
        with transaction() as rows:
            project = projects.start(
                rows, actor=g.actor, name=form.project_name.data or "",
                contact_id=form.customer_contact.data, answers=answers.clean())
    except BadProject as error:
        refuse(form, error, under={"name": "project_name", "contact": "customer_contact"})
        return _page(customer, form, answers), 422
    flash(gettext("The project has started."), "good")
    return redirect(url_for("projects.show", project_id=project.id))


def _bound(customer: Customer, *, is_post: bool = False) -> forms.BoundForm:
    session = db.session()
    definition = found(projects.start_form(session))
    version = packages.latest(session, packages.LIFECYCLE)
    file = customers.file_of(customer, customer.contacts[0] if customer.contacts else None)
    context = {"customer": file, "answers": {}, "variables": {}, "project": {}, "task": {},
               "actor": g.actor.facts}
    return bound_form(definition, version.id, context, is_post=is_post)


def _page(customer: Customer, form: StartForm, answers: forms.BoundForm) -> str:
    return render_template("projects/new.html", customer=customer, form=form, answers=answers)
