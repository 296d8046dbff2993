"""Forms of the customer file."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length

from webapp.features import WordForm


class CustomerForm(WordForm):
    """What is known of a customer."""

    name = StringField(_("Name of the firm"), [InputRequired(_("Enter the name.")), Length(max=200)])
    industry = StringField(_("Industry"), [Length(max=100)])
    address = StringField(_("Address"), [Length(max=300)])
    notes = TextAreaField(_("What to know"), [Length(max=5000)], render_kw={"rows": 4})


class ContactForm(WordForm):
    """Somebody to speak to at the customer."""

    name = StringField(_("Name"), [InputRequired(_("Enter the name.")), Length(max=100)])
    title = StringField(_("Position"), [Length(max=100)])
    email = StringField(_("Mail address"), [InputRequired(_("Enter a mail address.")), Length(max=200)],
                        render_kw={"type": "email"})
    phone = StringField(_("Telephone"), [Length(max=40)], render_kw={"type": "tel"})
    locale = SelectField(_("Language of mails"), choices=[SelectChoice("zh", "中文"), SelectChoice("en", "English")])


class NoteForm(WordForm):
    """Something worth remembering."""

    text = TextAreaField(_("New note"), [DataRequired(_("Write something first.")), Length(max=5000)],
                         render_kw={"rows": 3})
