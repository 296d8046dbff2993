"""People: who gets in, who carries which role, how they are called."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy.orm import Session

import engine
from tests.support.cast import Cast
from webapp.domain import people
from webapp.domain.people import operations
from webapp.domain.people.operations import TRIES_BEFORE_LOCK
from webapp.transaction import transaction

PASSWORD = "a long password"


@pytest.fixture
def lead(people_there: Cast) -> people.Person:
    with transaction() as session:
        person = people.person_called(session, "lead")
        assert person is not None
        people.set_password(session, person, PASSWORD)
        return person


def sign_in(username: str, password: str) -> people.Person | None:
    with transaction() as session:
        return people.authenticate(session, username, password)


def test_the_right_password_lets_in_and_no_other(lead: people.Person) -> None:
    assert sign_in("lead", PASSWORD) is not None
    assert sign_in("lead", "another password") is None
    assert sign_in("nobody", PASSWORD) is None


def test_an_unknown_name_takes_as_long_as_a_wrong_password(lead: people.Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes the time is the hash: one is computed for whoever knocks."""
    computed: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:
            computed.append(str(hash).partition("$v")[0])
            return super().verify(hash, password)

    monkeypatch.setattr(operations, "_hasher", Counting(time_cost=2, memory_cost=19 * 1024, parallelism=1))

    for username in ("lead", "nobody", "designer"):
        assert sign_in(username, "another password") is None

    assert computed == ["$argon2id"] * 3


@pytest.mark.parametrize("password", ["", operations.NOBODYS_PASSWORD])
def test_who_has_no_password_cannot_sign_in(people_there: Cast, password: str) -> None:
    assert sign_in("designer", password) is None


def test_several_wrong_passwords_lock_the_account_for_some_minutes(lead: people.Person) -> None:
    for _ in range(TRIES_BEFORE_LOCK):
        sign_in("lead", "wrong password")

    assert sign_in("lead", PASSWORD) is None

    engine.turn_clock(timedelta(minutes=6))
    try:
        assert sign_in("lead", PASSWORD) is not None
    finally:
        engine.turn_clock(timedelta())


def test_a_session_that_was_ended_stays_so_until_it_would_have_run_out(lead: people.Person, session: Session) -> None:
    day_ago = engine.now() - timedelta(days=1)
    for key in ("the first", "the second"):
        with transaction() as rows:
            people.end_session(rows, rows.get_one(people.Person, lead.id), key, oldest=day_ago)

    assert people.actor_of(session, lead.id, key="the first") is None
    assert people.actor_of(session, lead.id, key="the third") is not None


def test_who_left_cannot_sign_in_but_is_still_named(lead: people.Person) -> None:
    with transaction() as session:
        people.deactivate(session, lead)

    assert sign_in("lead", PASSWORD) is None
    assert people.named(session, ["lead"]) == {"lead": lead.name}


def test_a_new_password_ends_the_sessions_opened_with_the_old(lead: people.Person, session: Session) -> None:
    epoch = lead.session_epoch

    with transaction() as rows:
        people.set_password(rows, lead, "another long password")

    assert people.actor_of(session, lead.id, epoch=epoch) is None
    assert people.actor_of(session, lead.id, epoch=lead.session_epoch) is not None


def test_an_actor_carries_the_roles_of_the_person(people_there: Cast, session: Session) -> None:
    person = people.person_called(session, "designer")
    assert person is not None

    actor = people.actor_of(session, person.id)

    assert actor is not None
    assert (actor.id, actor.roles) == ("designer", ("designer",))


def test_roles_are_replaced_as_a_whole(people_there: Cast, session: Session) -> None:
    with transaction() as rows:
        person = people.person_called(rows, "designer")
        assert person is not None
        people.set_roles(rows, person, ["designer", "expert"])
        people.set_roles(rows, person, ["expert", "quality"])

    assert {found.username for found in people.by_role(session, "quality")} == {"designer", "quality"}
    assert "designer" not in {found.username for found in people.by_role(session, "designer")}


def test_staff_and_contacts_are_called_by_their_names(people_there: Cast, session: Session) -> None:
    customer = people_there.customer

    names = people.named(session, ["lead", customer.id, "system", None, "contact:999"])

    assert names == {"lead": people_there.lead.name, customer.id: "客户代表"}


@pytest.mark.parametrize(("facts", "field"), [
    ({"username": "Lead!"}, "username"),
    ({"username": "lead"}, "username"),
    ({"username": "system"}, "username"),
    ({"name": " "}, "name"),
    ({"email": "nowhere"}, "email"),
    ({"roles": ["emperor"]}, "roles"),
    ({"password": "short"}, "password"),
])
def test_a_person_that_cannot_be_kept_names_the_field(
    people_there: Cast, facts: dict[str, object], field: str
) -> None:
    good = {"username": "new", "name": "新人", "email": "new@tandem.example"}

    with pytest.raises(people.BadPerson) as refused, transaction() as session:
        people.create_person(session, **(good | facts))  # type: ignore[arg-type]

    assert refused.value.facts["field"] == field


@pytest.mark.parametrize(("base_url", "host", "origin"), [
    ("https://tandem.example", "tandem.example", "https://tandem.example"),
    ("https://tandem.example:8443", "tandem.example", "https://tandem.example:8443"),
    ("http://127.0.0.1:8000", "localhost", "http://localhost:8000"), ("http://localhost", "localhost", "http://localhost"),
])
def test_a_passkey_is_bound_to_the_address_of_the_installation(base_url: str, host: str, origin: str) -> None:
    """A browser binds no key to a bare number, so this machine is called localhost."""
    assert people.Party.at(base_url) == people.Party(host, origin)
