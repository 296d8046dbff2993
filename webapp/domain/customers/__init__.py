"""The customer file: who the customer is, whom to speak to there, what was noted."""

from webapp.domain.customers.models import Contact, ContactChange, Customer, CustomerNote
from webapp.domain.customers.operations import (
    BadCustomer,
    add_contact,
    add_note,
    change_contact,
    change_customer,
    create_customer,
    retire_contact,
)
from webapp.domain.customers.queries import (
    contact_changes,
    contact_names,
    contact_of_actor,
    contacts_at,
    file_of,
    find,
    get_contact,
    get_customer,
    notes_of,
)

__all__ = [
    "BadCustomer",
    "Contact",
    "ContactChange",
    "Customer",
    "CustomerNote",
    "add_contact",
    "add_note",
    "change_contact",
    "change_customer",
    "contact_changes",
    "contact_names",
    "contact_of_actor",
    "contacts_at",
    "create_customer",
    "file_of",
    "find",
    "get_contact",
    "get_customer",
    "notes_of",
    "retire_contact",
]
