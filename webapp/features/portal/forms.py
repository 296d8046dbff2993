"""What customers type in the portal: an address, a code, a message, a remark."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from webapp.features import WordForm

LONGEST = 2000


class MailForm(WordForm):
    """Where the link and the code are to be mailed."""

    email = StringField(_("Your mail address"), [InputRequired(_("Enter your mail address.")), Length(max=200)],
                        render_kw={"type": "email", "autocomplete": "email", "maxlength": "200"})
    next = HiddenField()


class EntryForm(WordForm):
    """The six digits that were sent, and whether this device is the reader's own."""

    code = StringField(_("Six-digit code"), [InputRequired(_("Enter the code we sent you."))],
                       render_kw={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "12",
                                  "pattern": "[0-9０-９ ]*"})
    remember = BooleanField(_("This is my own device: do not ask for a code here for 30 days"))


class MessageForm(WordForm):
    """A message to the project team."""

    text = TextAreaField(_("Your message"), [InputRequired(_("Write something first.")), Length(max=LONGEST)],
                         render_kw={"rows": "3", "maxlength": str(LONGEST)})
