"""Keep the customer file."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

import engine
from webapp.domain import once, wording
from webapp.domain.customers.models import Contact, ContactChange, Customer, CustomerNote


class BadCustomer(wording.FieldRefused):
    """A customer or contact cannot be kept like this."""


def create_customer(session: Session, *, name: str, by: str, industry: str = "", address: str = "",
                    notes: str = "") -> Customer:
    """Open a file for a new customer."""
    customer = Customer(created_at=engine.now(), created_by=by)
    change_customer(session, customer, name=name, industry=industry, address=address, notes=notes)
    session.add(customer)
    session.flush()
    return customer


def change_customer(session: Session, customer: Customer, *, name: str, industry: str = "",
                    address: str = "", notes: str = "") -> None:
    """Change what is known of the customer."""
    if not name.strip():
        raise BadCustomer("name-missing", field="name")
    with session.no_autoflush:
        namesake = session.scalar(select(Customer.id).where(Customer.name == name.strip()))
    if namesake not in (None, customer.id):
        raise BadCustomer("customer-name-taken", field="name", name=name.strip())
    customer.name, customer.industry = name.strip(), industry.strip()
    customer.address, customer.notes = address.strip(), notes.strip()


def add_contact(  # noqa: PLR0913 -- a contact has that many facts
    session: Session, customer: Customer, *, name: str, email: str, title: str = "", phone: str = "",
    locale: str = "zh",
) -> Contact:
    """Add somebody to speak to."""
    contact = Contact(customer=customer, **_checked(name=name, email=email, title=title, phone=phone, locale=locale))
    session.add(contact)
    session.flush()
    return contact


def change_contact(  # noqa: PLR0913 -- a contact has that many facts
    session: Session, contact: Contact, *, by: str, name: str, email: str, title: str = "", phone: str = "",
    locale: str = "zh",
) -> None:
    """Change how a contact is called and reached, and keep how it was. `access.change_contact` ends what went to the old address."""
    known = _checked(name=name, email=email, title=title, phone=phone, locale=locale)
    before = {fact: getattr(contact, fact) for fact in known}
    if known == before:
        return
    session.add(ContactChange(contact_id=contact.id, actor=by, at=engine.now(), **before))
    for fact, value in known.items():
        setattr(contact, fact, value)


def retire_contact(_session: Session, contact: Contact) -> None:
    """The contact left the customer: offered no more, still named in what they signed."""
    contact.left_at = engine.now()


def _checked(*, name: str, email: str, **more: str) -> dict[str, str]:
    """A contact's facts as they are kept, or why they cannot be."""
    if not name.strip():
        raise BadCustomer("name-missing", field="name")
    if "@" not in email:
        raise BadCustomer("email-form", field="email")
    return {fact: value.strip() for fact, value in {"name": name, "email": email, **more}.items()}


def add_note(session: Session, customer: Customer, *, text: str, by: str, nonce: str = "") -> CustomerNote:
    """Note something about the customer; what one form sends twice is noted once."""
    if not text.strip():
        raise BadCustomer("text-missing", field="text")
    key = once.key_of(nonce, by, customer.id, text.strip())
    if noted := once.kept(session, CustomerNote, key):
        return noted
    note = CustomerNote(customer_id=customer.id, text=text.strip(), actor=by, at=engine.now(), idempotency_key=key)
    session.add(note)
    session.flush()
    return note
