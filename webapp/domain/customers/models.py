"""Customers, their contacts, and dated notes about them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.db import Model
from webapp.domain.once import SentOnce


class Customer(Model):
    """A firm we work for."""

    __tablename__ = "customer"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    industry: Mapped[str] = mapped_column(String(100), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(80))

    contacts: Mapped[list[Contact]] = relationship(
        back_populates="customer", order_by="Contact.id")


class Contact(Model):
    """A person at the customer; they work by signed links and never have an account."""

    __tablename__ = "contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    title: Mapped[str] = mapped_column(String(100), default="")
    email: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str] = mapped_column(String(40), default="")
    locale: Mapped[str] = mapped_column(String(8), default="zh")
    left_at: Mapped[datetime | None]

    customer: Mapped[Customer] = relationship(back_populates="contacts")

    @property
    def actor_id(self) -> str:
        """How tasks, signatures and history name this contact."""
        return f"contact:{self.id}"


class ContactChange(Model):
    """How a contact was called and reached until somebody changed it: what was mailed before went there."""

    __tablename__ = "contact_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    title: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str] = mapped_column(String(40))
    locale: Mapped[str] = mapped_column(String(8))
    actor: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]


class CustomerNote(SentOnce, Model):
    """Something worth remembering about a customer, by whom and when."""

    __tablename__ = "customer_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
