"""Forms that the administrator fills in for people and departments."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from wtforms import PasswordField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from webapp.domain import people, wording
from webapp.features import WordForm


class SignInName(WordForm):
    """What a person signs in by; the first thing that a new person's form asks."""

    username = StringField(_("User name"), [InputRequired(_("Enter a user name.")), Length(max=60)])


class PersonForm(WordForm):
    """What is known of a member of staff, and which roles they carry."""

    name = StringField(_("Name"), [InputRequired(_("Enter the name.")), Length(max=100)])
    email = StringField(_("Mail address"), [InputRequired(_("Enter a mail address.")), Length(max=200)],
                        render_kw={"type": "email"})
    title = StringField(_("Position"), [Length(max=100)])
    department = StringField(_("Department"), [Length(max=100)], render_kw={"list": "departments"})
    roles = SelectMultipleField(
        _("Roles"), choices=[SelectChoice(role, _(wording.ROLES[role])) for role in people.ROLES],
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput())


class NewPersonForm(PersonForm, SignInName):
    """The same for somebody new: with the name they sign in by, and a first password."""

    password = PasswordField(_("First password"), [Optional(), Length(min=10, max=200)],
                             render_kw={"autocomplete": "new-password"})


class DepartmentForm(WordForm):
    """What a department is called and who heads it."""

    name = StringField(_("Name of the department"), [InputRequired(_("Enter the name.")), Length(max=100)])
    head = SelectField(_("Head"), choices=[])


def known(person: people.Person) -> dict[str, str | Iterable[str]]:
    """What the form begins with."""
    department = person.department.name if person.department else ""
    return {"name": person.name, "email": person.email, "title": person.title,
            "department": department, "roles": list(person.role_names)}
