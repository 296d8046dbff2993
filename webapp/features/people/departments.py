"""Departments: looked at by everybody, opened and changed by the administrator."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.db import db
from webapp.domain import people
from webapp.domain.people import BadPerson, Department
from webapp.features import found, locale, refuse
from webapp.features.people import blueprint
from webapp.features.people.forms import DepartmentForm
from webapp.features.people.routes import demand_administrator
from webapp.transaction import transaction


@blueprint.get("/departments/")
def departments() -> ResponseReturnValue:
    """Every department with its head and how many work there."""
    session = db.session()
    listed = people.departments(session, locale=locale())
    return render_template(
        "people/departments.html", departments=listed, counts=people.member_counts(session),
        heads=people.named(session, [each.head for each in listed]), may_change=people.may_administer(g.actor))


@blueprint.get("/departments/new")
def new_department() -> ResponseReturnValue:
    """An empty form for a new department."""
    demand_administrator()
    return _form(_department_form())


@blueprint.post("/departments/")
def create_department() -> ResponseReturnValue:
    """Open a department."""
    demand_administrator()
    form = _department_form()
    if not form.validate():
        return _form(form), 422
    try:
        with transaction() as rows:
            department = people.open_department(rows, name=form.name.data or "", head=form.head.data)
    except BadPerson as error:
        refuse(form, error)
        return _form(form), 422
    flash(gettext("%(name)s was added.", name=department.name), "good")
    return redirect(url_for("people.show_department", department_id=department.id))


@blueprint.get("/departments/<int:department_id>")
def show_department(department_id: int) -> ResponseReturnValue:
    """One department with its people."""
    department = found(people.get_department(db.session(), department_id))
    return render_template("people/department.html", department=department,
                           members=people.members_of(db.session(), department, locale=locale()),
                           may_change=people.may_administer(g.actor))


@blueprint.get("/departments/<int:department_id>/edit")
def edit_department(department_id: int) -> ResponseReturnValue:
    """The form with what is known."""
    demand_administrator()
    department = found(people.get_department(db.session(), department_id))
    return _form(_department_form(department), department)


@blueprint.post("/departments/<int:department_id>")
def update_department(department_id: int) -> ResponseReturnValue:
    """Rename the department, or name its head."""
    demand_administrator()
    department, form = found(people.get_department(db.session(), department_id)), _department_form()
    if not form.validate():
        return _form(form, department), 422
    try:
        with transaction() as rows:
            people.change_department(rows, rows.get_one(Department, department_id),
                                     name=form.name.data or "", head=form.head.data)
    except BadPerson as error:
        refuse(form, error)
        return _form(form, department), 422
    flash(gettext("Saved."), "good")
    return redirect(url_for("people.show_department", department_id=department_id))


def _department_form(department: Department | None = None) -> DepartmentForm:
    form = DepartmentForm(data={"name": department.name, "head": department.head or ""} if department else None)
    form.head.choices = [("", gettext("Nobody yet")), *people.choices(db.session(), locale=locale())]
    return form


def _form(form: DepartmentForm, department: Department | None = None) -> str:
    return render_template("people/department_form.html", form=form, department=department)
