"""People: looked at by everybody, added and changed by the administrator."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.db import db
from webapp.domain import people
from webapp.domain.people import BadPerson, Person
from webapp.features import found, locale, refuse
from webapp.features.people import blueprint
from webapp.features.people.forms import NewPersonForm, PersonForm, known
from webapp.transaction import transaction


@blueprint.get("/people/")
def index() -> ResponseReturnValue:
    """Everybody, by name."""
    search = request.args.get("search", "").strip()[:100]
    staff = people.everyone(db.session(), search=search, locale=locale())
    return render_template("people/index.html", staff=staff, search=search,
                           may_change=people.may_administer(g.actor))


@blueprint.get("/people/new")
def new() -> ResponseReturnValue:
    """An empty form for somebody new."""
    demand_administrator()
    return _form(NewPersonForm())


@blueprint.post("/people/")
def create() -> ResponseReturnValue:
    """Add somebody."""
    demand_administrator()
    form = NewPersonForm()
    if not form.validate():
        return _form(form), 422
    try:
        with transaction() as rows:
            person = people.create_person(
                rows, username=form.username.data or "", password=form.password.data or None,
                roles=form.roles.data or [], **_facts(form))
    except BadPerson as error:
        return _refused(form, error)
    flash(gettext("%(name)s was added.", name=person.name), "good")
    return redirect(url_for("people.show", person_id=person.id))


@blueprint.get("/people/<int:person_id>")
def show(person_id: int) -> ResponseReturnValue:
    """One person with roles; the administrator finds the form here."""
    person = found(people.get_person(db.session(), person_id))
    return render_template("people/show.html", person=person, may_change=people.may_administer(g.actor),
                           passkeys=people.passkeys_of(db.session(), g.actor.person_id))


@blueprint.get("/people/<int:person_id>/edit")
def edit(person_id: int) -> ResponseReturnValue:
    """The form with what is known."""
    demand_administrator()
    person = found(people.get_person(db.session(), person_id))
    return _form(PersonForm(data=known(person)), person)


@blueprint.post("/people/<int:person_id>")
def update(person_id: int) -> ResponseReturnValue:
    """Change what is known and which roles they carry."""
    demand_administrator()
    person, form = found(people.get_person(db.session(), person_id)), PersonForm()
    if not form.validate():
        return _form(form, person), 422
    try:
        with transaction() as rows:
            person = rows.get_one(Person, person_id)
            people.change_person(rows, person, **_facts(form))
            people.set_roles(rows, person, form.roles.data or [])
    except BadPerson as error:
        return _refused(form, error, person)
    flash(gettext("Saved."), "good")
    return redirect(url_for("people.show", person_id=person_id))


@blueprint.post("/people/<int:person_id>/departure")
def depart(person_id: int) -> ResponseReturnValue:
    """Somebody leaves: no sign-in any more, the name stays in the history."""
    demand_administrator()
    with transaction() as rows:
        people.deactivate(rows, found(people.get_person(rows, person_id)))
    return redirect(url_for("people.index"))


def demand_administrator() -> None:
    """Whoever is not the administrator finds nothing here."""
    if not people.may_administer(g.actor):
        abort(404)


def _facts(form: PersonForm) -> dict[str, str]:
    return {"name": form.name.data or "", "email": form.email.data or "",
            "title": form.title.data or "", "department": form.department.data or ""}


def _form(form: PersonForm, person: Person | None = None) -> str:
    return render_template("people/form.html", form=form, person=person,
                           departments=people.departments(db.session(), locale=locale()))


def _refused(form: PersonForm, error: BadPerson, person: Person | None = None) -> ResponseReturnValue:
    refuse(form, error)
    return _form(form, person), 422
