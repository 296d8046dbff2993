"""People: staff with their roles and departments, and the Actor that the rest of the product sees."""

from webapp.domain.people.actor import ROLES, SYSTEM, Actor, is_contact, may_administer, may_oversee
from webapp.domain.people.models import Department, Person, PersonRole
from webapp.domain.people.operations import (
    BadPerson,
    authenticate,
    change_person,
    create_department,
    create_person,
    deactivate,
    end_sessions,
    set_locale,
    set_password,
    set_roles,
)
from webapp.domain.people.queries import (
    actor_of,
    by_role,
    choices,
    contact_actor,
    departments,
    everyone,
    get_person,
    named,
    person_called,
)

__all__ = [
    "ROLES",
    "SYSTEM",
    "Actor",
    "BadPerson",
    "Department",
    "Person",
    "PersonRole",
    "actor_of",
    "authenticate",
    "by_role",
    "change_person",
    "choices",
    "contact_actor",
    "create_department",
    "create_person",
    "deactivate",
    "departments",
    "end_sessions",
    "everyone",
    "get_person",
    "is_contact",
    "may_administer",
    "may_oversee",
    "named",
    "person_called",
    "set_locale",
    "set_password",
    "set_roles",
]
