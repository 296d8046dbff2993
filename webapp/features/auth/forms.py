"""The sign-in form."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from webapp.features import WordForm


class SignInForm(WordForm):
    """User name and password."""

    username = StringField(_("User name"), [InputRequired(_("Enter your user name.")), Length(max=60)],
                           render_kw={"autocomplete": "username", "autocapitalize": "none"})
    password = PasswordField(_("Password"), [InputRequired(_("Enter your password.")), Length(max=200)],
                             render_kw={"autocomplete": "current-password"})
