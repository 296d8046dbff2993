"""Departments: opened, renamed, given a head; who works in them."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.domain import wording
from webapp.domain.people.models import Department, Person
from webapp.domain.people.operations import BadPerson


def departments(session: Session, *, locale: str) -> list[Department]:
    """All departments, as a reader of this language looks for them."""
    found = session.scalars(select(Department).order_by(Department.id))
    return wording.in_order(found, locale, name=lambda department: department.name)


def get_department(session: Session, department_id: int) -> Department | None:
    """The department of this id."""
    return session.get(Department, department_id)


def members_of(session: Session, department: Department, *, locale: str) -> list[Person]:
    """Who works there today, as a reader of this language looks for them."""
    found = session.scalars(
        select(Person).where(Person.department_id == department.id, Person.left_at.is_(None)).order_by(Person.id))
    return wording.in_order(found, locale, name=lambda person: person.name)


def member_counts(session: Session) -> dict[int, int]:
    """How many people work in each department today."""
    rows = session.execute(
        select(Person.department_id, func.count()).where(Person.left_at.is_(None))
        .group_by(Person.department_id))
    return {department_id: count for department_id, count in rows if department_id is not None}


def open_department(session: Session, *, name: str, head: str | None = None) -> Department:
    """Add a department."""
    department = Department(name="")
    change_department(session, department, name=name, head=head)
    session.add(department)
    session.flush()
    return department


def change_department(session: Session, department: Department, *, name: str, head: str | None = None) -> None:
    """Rename a department and say who heads it; its members stay in it."""
    name = name.strip()
    if not name:
        raise BadPerson("name-missing", field="name")
    with session.no_autoflush:
        other = session.scalar(select(Department.id).where(Department.name == name))
        if other not in (None, department.id):
            raise BadPerson("department-name-taken", field="name", name=name)
        if head and session.scalar(
                select(Person.id).where(Person.username == head, Person.left_at.is_(None))) is None:
            raise BadPerson("person-unknown", field="head")
    department.name, department.head = name, head or None
