"""Add people, change them, and let them in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

import engine
from webapp.domain import wording
from webapp.domain.people.actor import ROLES, SYSTEM
from webapp.domain.people.models import Department, EndedSession, Person, PersonRole

TRIES_BEFORE_LOCK = 8
LOCK = timedelta(minutes=5)
SHORTEST_PASSWORD = 10
MAILS = ("at_once", "none")
USERNAME = re.compile(r"[a-z][a-z0-9_.-]{1,58}")

# Memory and passes of OWASP's first recommendation; about 40 ms.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
NOBODYS_PASSWORD = "nobody's password, so that an unknown name takes as long as a wrong one"  # noqa: S105 -- it lets nobody in
_nobodys_hash = _hasher.hash(NOBODYS_PASSWORD)


class BadPerson(wording.FieldRefused):
    """A person cannot be kept like this."""


def authenticate(session: Session, username: str, password: str) -> Person | None:
    """Return the person whose password this is, taking the same time whether or not one exists.

    Several wrong passwords in a row lock the account for some minutes; the right one is refused too.
    """
    person = session.scalar(select(Person).where(Person.username == username).with_for_update(of=Person))
    matches = _verifies(person.password_hash if person and person.active else None, password)
    if person is None:
        return None
    if person.locked_until and person.locked_until > engine.now():
        return None
    if not matches:
        _count_failure(person)
        return None
    person.failed_sign_ins, person.locked_until = 0, None
    if _hasher.check_needs_rehash(person.password_hash or ""):
        person.password_hash = _hasher.hash(password)
    return person


def create_person(  # noqa: PLR0913 -- a person has that many facts
    session: Session, *, username: str, name: str, email: str, title: str = "",
    department: str | None = None, roles: Iterable[str] = (), locale: str = "zh",
    password: str | None = None,
) -> Person:
    """Add a member of staff."""
    if not USERNAME.fullmatch(username) or username == SYSTEM:
        raise BadPerson("username-form", field="username")
    if session.scalar(select(Person.id).where(Person.username == username)):
        raise BadPerson("username-taken", field="username", username=username)
    person = Person(username=username, name=name, email=email, title=title, locale=locale,
                    session_epoch=0, failed_sign_ins=0, created_at=engine.now())
    session.add(person)
    change_person(session, person, name=name, email=email, title=title, department=department)
    set_roles(session, person, roles)
    if password is not None:
        set_password(session, person, password)
    session.flush()
    return person


def change_person(session: Session, person: Person, *, name: str, email: str, title: str = "",
                  department: str | None = None) -> None:
    """Change what is known of a person; the username stays, because history names it."""
    if not name.strip():
        raise BadPerson("name-missing", field="name")
    if "@" not in email:
        raise BadPerson("email-form", field="email")
    person.name, person.email, person.title = name.strip(), email.strip(), title.strip()
    person.department = create_department(session, department) if department else None


def create_department(session: Session, name: str, *, parent: Department | None = None) -> Department:
    """Return the department of this name, made if it is new."""
    department = session.scalar(select(Department).where(Department.name == name.strip()))
    if department is None:
        department = Department(name=name.strip(), parent_id=parent.id if parent else None)
        session.add(department)
        session.flush()
    return department


def set_roles(_session: Session, person: Person, roles: Iterable[str]) -> None:
    """Give the person exactly these roles."""
    wanted = set(roles)
    if unknown := wanted - ROLES.keys():
        raise BadPerson("role-unknown", field="roles", roles=sorted(unknown))
    kept = [row for row in person.roles if row.role in wanted]
    new = sorted(wanted - {row.role for row in kept})
    person.roles = [*kept, *(PersonRole(role=role) for role in new)]


def set_password(_session: Session, person: Person, password: str) -> None:
    """Give a new password; sessions that were opened with the old one end."""
    if len(password) < SHORTEST_PASSWORD:
        raise BadPerson("password-short", field="password", shortest=SHORTEST_PASSWORD)
    person.password_hash = _hasher.hash(password)
    person.failed_sign_ins, person.locked_until = 0, None
    person.session_epoch += 1


def set_locale(_session: Session, person: Person, locale: str) -> None:
    """Remember the language the person reads."""
    person.locale = locale


def choose_mails(_session: Session, person: Person, mails: str) -> None:
    """Remember whether the person wants to be mailed what they are told; the bell tells it in any case."""
    if mails not in MAILS:
        raise BadPerson("mails-unknown", field="mails")
    person.mails = mails


def end_session(session: Session, person: Person, key: str, *, oldest: datetime) -> None:
    """Sign the person out of one session; what ended before `oldest` has run out by itself and is forgotten."""
    session.execute(delete(EndedSession).where(EndedSession.ended_at < oldest))
    if session.get(EndedSession, key) is None:
        session.add(EndedSession(key=key, person_id=person.id, ended_at=engine.now()))


def end_sessions(_session: Session, person: Person) -> None:
    """Sign the person out everywhere."""
    person.session_epoch += 1


def deactivate(_session: Session, person: Person) -> None:
    """The person leaves: no sign-in and no session any more, the name stays in the history."""
    person.left_at = engine.now()


def _verifies(password_hash: str | None, password: str) -> bool:
    try:
        _hasher.verify(password_hash or _nobodys_hash, password)
    except VerificationError:
        return False
    return password_hash is not None


def _count_failure(person: Person) -> None:
    person.failed_sign_ins += 1
    if person.failed_sign_ins >= TRIES_BEFORE_LOCK:
        person.failed_sign_ins, person.locked_until = 0, engine.now() + LOCK
