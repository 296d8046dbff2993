"""The cast: people known by their role, so that a test reads like the story it tells."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from webapp.domain import customers, people
from webapp.domain.people import Actor

STAFF: dict[str, tuple[str, ...]] = {
    "lead": ("project_lead",),
    "business_manager": ("business_manager",),
    "engineering_manager": ("engineering_manager",),
    "technical_lead": ("technical_lead",),
    "designer": ("designer",),
    "other_designer": ("designer",),
    "expert1": ("expert",),
    "expert2": ("expert",),
    "expert3": ("expert",),
    "liaison": ("liaison",),
    "quality": ("quality",),
    "director": ("director",),
    "process_owner": ("process_owner",),
    "admin": ("admin",),
    "stranger": (),
}


@dataclass(frozen=True)
class Cast:
    """Everybody, as actors; `customer` is the contact who signs for the customer's side."""

    lead: Actor
    business_manager: Actor
    engineering_manager: Actor
    technical_lead: Actor
    designer: Actor
    other_designer: Actor
    expert1: Actor
    expert2: Actor
    expert3: Actor
    liaison: Actor
    quality: Actor
    director: Actor
    process_owner: Actor
    admin: Actor
    stranger: Actor
    customer: Actor


def assemble(session: Session) -> Cast:
    """Bring everybody into this database; nobody has a password unless a test gives one."""
    actors = {username: _member(session, username, roles) for username, roles in STAFF.items()}
    customer = customers.create_customer(session, name="汽车零部件制造商", by="lead",
                                         industry="汽车零部件", address="高新区工业一路 1 号")
    contact = customers.add_contact(session, customer, name="客户代表", title="设备部负责人",
                                    email="customer@customer.example")
    return Cast(**actors, customer=people.contact_actor(session, contact.id) or actors["stranger"])


def _member(session: Session, username: str, roles: tuple[str, ...]) -> Actor:
    person = people.create_person(session, username=username, name=f"{username} 的名字", roles=roles,
                                  email=f"{username}@tandem.example")
    return Actor(username, person.name, tuple(sorted(roles)), person.locale, person_id=person.id)
