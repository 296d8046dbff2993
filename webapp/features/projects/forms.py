"""What every project needs before its package's own start form."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length

from webapp.domain.customers import Customer
from webapp.features import WordForm


class StartForm(WordForm):
    """The project's name and who speaks, and signs, for the customer."""

    project_name = StringField(_("Name of the project"),
                               [InputRequired(_("Give the project a name.")), Length(max=200)])
    customer_contact = SelectField(_("Who signs for the customer"), validators=[InputRequired(_("Choose who signs."))], coerce=int)

    def offer(self, customer: Customer) -> StartForm:
        """Offer the customer's contacts."""
        self.customer_contact.choices = [
            SelectChoice(contact.id, f"{contact.name}（{contact.title}）" if contact.title else contact.name)
            for contact in customer.contacts if contact.left_at is None]
        return self
