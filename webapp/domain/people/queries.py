"""Find people: the signed-in actor, who carries a role, how an actor id is called."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, lazyload, selectinload

from webapp.domain import customers, wording
from webapp.domain.people.actor import SYSTEM, Actor, is_contact
from webapp.domain.people.models import EndedSession, Person, PersonRole


def actor_of(session: Session, person_id: int, *, epoch: int | None = None,
             key: str | None = None) -> Actor | None:
    """The actor behind a session cookie; None when the person left, or signed out of it or everywhere since.

    One statement, because every request asks it.
    """
    rows = session.execute(
        select(Person.username, Person.name, Person.locale, Person.session_epoch, PersonRole.role)
        .outerjoin(PersonRole, PersonRole.person_id == Person.id)
        .where(Person.id == person_id, Person.left_at.is_(None),
               ~exists().where(EndedSession.key == key))
    ).all()
    if not rows or (epoch is not None and rows[0].session_epoch != epoch):
        return None
    roles = tuple(sorted(row.role for row in rows if row.role))
    return Actor(rows[0].username, rows[0].name, roles, rows[0].locale, person_id=person_id)


def get_person(session: Session, person_id: int) -> Person | None:
    """The person of this id."""
    return session.get(Person, person_id)


def person_called(session: Session, username: str) -> Person | None:
    """The person of this username."""
    return session.scalar(select(Person).where(Person.username == username))


def colleagues(session: Session, usernames: Iterable[str | None]) -> list[Person]:
    """Those of these people who are still here."""
    wanted = {username for username in usernames if username}
    if not wanted:
        return []
    query = select(Person).where(Person.username.in_(wanted), Person.left_at.is_(None))
    return sorted(session.scalars(query.options(lazyload(Person.roles))), key=lambda person: person.username)


def everyone(session: Session, *, search: str = "", include_left: bool = False, locale: str = "zh") -> list[Person]:
    """Staff by name, as a reader of this language looks for them; those who left only when asked for."""
    query = select(Person).options(selectinload(Person.roles)).order_by(Person.id)
    if not include_left:
        query = query.where(Person.left_at.is_(None))
    if search:
        like = f"%{search}%"
        query = query.where(or_(Person.name.ilike(like), Person.username.ilike(like),
                                Person.title.ilike(like)))
    return wording.in_order(session.scalars(query), locale, name=lambda person: person.name)


def by_role(session: Session, *roles: str) -> list[Person]:
    """Who carries one of these roles today."""
    query = (select(Person).where(Person.left_at.is_(None), Person.roles.any(PersonRole.role.in_(roles)))
             .order_by(Person.name))
    return list(session.scalars(query))


def choices(session: Session, role: str | None = None, *, locale: str) -> list[tuple[str, str]]:
    """(actor id, label) of everyone a form may pick, perhaps only those of one role, as its reader looks for them."""
    query = select(Person.username, Person.name, Person.title).where(Person.left_at.is_(None))
    if role:
        query = query.where(Person.roles.any(PersonRole.role == role))
    rows = wording.in_order(session.execute(query.order_by(Person.id)).all(), locale, name=lambda row: row.name)
    return [(row.username, f"{row.name}（{row.title}）" if row.title not in ("", row.name) else row.name)
            for row in rows]


def contact_actor(session: Session, contact_id: int) -> Actor | None:
    """A customer's contact as an actor: no roles, no account, only what a link lets them do."""
    contact = customers.get_contact(session, contact_id)
    if contact is None:
        return None
    return Actor(contact.actor_id, contact.name, (), contact.locale, contact_id=contact.id)


def named(session: Session, actor_ids: Iterable[str | None]) -> dict[str, str]:
    """Display names by actor id, staff and customers' contacts alike; the unknown are left out."""
    wanted = {actor_id for actor_id in actor_ids if actor_id}
    usernames = {actor_id for actor_id in wanted if not is_contact(actor_id)} - {SYSTEM}
    found = customers.contact_names(session, wanted - usernames)
    if usernames:
        rows = session.execute(
            select(Person.username, Person.name).where(Person.username.in_(usernames)))
        found |= {row.username: row.name for row in rows}
    return found
