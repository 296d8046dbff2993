"""Find customers and contacts, and give forms what the file knows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from webapp.domain.customers.models import Contact, ContactChange, Customer, CustomerNote

LONGEST_NUMBER = 9  # digits of a row number


def find(session: Session, *, search: str = "") -> list[Customer]:
    """Customers by name, those whose name, industry or contact matches."""
    query = select(Customer).order_by(Customer.name)
    if search:
        like = f"%{search}%"
        query = query.where(or_(Customer.name.ilike(like), Customer.industry.ilike(like),
                                Customer.contacts.any(Contact.name.ilike(like))))
    return list(session.scalars(query))


def get_customer(session: Session, customer_id: int) -> Customer | None:
    """The customer of this id."""
    return session.get(Customer, customer_id)


def get_contact(session: Session, contact_id: int) -> Contact | None:
    """The contact of this id."""
    return session.get(Contact, contact_id)


def contact_of_actor(session: Session, actor_id: str | None) -> Contact | None:
    """The contact whom an actor id such as `contact:7` names."""
    number = (actor_id or "").removeprefix("contact:")
    if number == actor_id or not number.isdecimal() or len(number) > LONGEST_NUMBER:
        return None
    return session.get(Contact, int(number))


def contacts_at(session: Session, address: str) -> list[Contact]:
    """Who is reached at this mail address today; one person may speak for several firms."""
    wanted = address.strip().lower()
    query = select(Contact).where(func.lower(Contact.email) == wanted, Contact.left_at.is_(None)).order_by(Contact.id)
    return list(session.scalars(query)) if wanted else []


def contact_names(session: Session, actor_ids: Iterable[str]) -> dict[str, str]:
    """Display names of contacts by actor id; what names no contact is left out."""
    numbers = [int(number) for actor_id in actor_ids
               if (number := actor_id.removeprefix("contact:")) != actor_id and number.isdecimal()]
    if not numbers:
        return {}
    rows = session.execute(select(Contact.id, Contact.name).where(Contact.id.in_(numbers)))
    return {f"contact:{row.id}": row.name for row in rows}


def contact_changes(session: Session, customer_id: int) -> dict[int, list[ContactChange]]:
    """How the customer's contacts were called and reached before, by contact, the latest first."""
    query = (select(ContactChange).join(Contact, Contact.id == ContactChange.contact_id)
             .where(Contact.customer_id == customer_id).order_by(ContactChange.id.desc()))
    changes: dict[int, list[ContactChange]] = {}
    for change in session.scalars(query):
        changes.setdefault(change.contact_id, []).append(change)
    return changes


def notes_of(session: Session, customer_id: int) -> list[CustomerNote]:
    """What was noted about the customer, newest first."""
    query = (select(CustomerNote).where(CustomerNote.customer_id == customer_id)
             .order_by(CustomerNote.at.desc(), CustomerNote.id.desc()))
    return list(session.scalars(query))


def file_of(customer: Customer, contact: Contact | None) -> dict[str, Any]:
    """The customer file as forms' FEEL reads it: `customer.name`, `customer.contact.email` ..."""
    return {
        "id": customer.id,
        "name": customer.name,
        "industry": customer.industry,
        "address": customer.address,
        "notes": customer.notes,
        "contact": contact and {
            "id": contact.actor_id, "name": contact.name, "title": contact.title,
            "email": contact.email, "phone": contact.phone,
        },
    }
