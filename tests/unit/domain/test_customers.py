"""The customer file."""

import pytest
from sqlalchemy.orm import Session

from tests.support.cast import Cast
from webapp.domain import customers
from webapp.transaction import transaction


def test_a_customer_is_found_by_name_industry_and_contact(people_there: Cast, session: Session) -> None:
    for word in ("零部件制造", "汽车", "客户代表"):
        assert [found.name for found in customers.find(session, search=word)] == ["汽车零部件制造商"]
    assert customers.find(session, search="医院") == []


def test_two_customers_cannot_have_one_name(people_there: Cast) -> None:
    with pytest.raises(customers.BadCustomer) as refused, transaction() as session:
        customers.create_customer(session, name="汽车零部件制造商", by="lead")

    assert refused.value.message_id == "customer-name-taken"


def test_the_file_tells_forms_what_is_known(people_there: Cast, session: Session) -> None:
    contact = customers.contact_of_actor(session, people_there.customer.id)
    assert contact is not None

    known = customers.file_of(contact.customer, contact)

    assert known["address"] == "高新区工业一路 1 号"
    assert known["contact"]["email"] == "customer@customer.example"


def test_notes_are_kept_newest_first(people_there: Cast, session: Session) -> None:
    customer = customers.find(session)[0]

    with transaction() as rows:
        customers.add_note(rows, customer, text="第一次来访", by="lead")
        customers.add_note(rows, customer, text="第二次来访", by="liaison")

    assert [(note.text, note.actor) for note in customers.notes_of(session, customer.id)] == [
        ("第二次来访", "liaison"), ("第一次来访", "lead")]


def test_what_was_known_of_a_contact_before_is_kept_with_whoever_changed_it(people_there: Cast, session: Session) -> None:
    with transaction() as rows:
        contact = rows.get_one(customers.Contact, people_there.customer.contact_id)
        customers.change_contact(rows, contact, by="lead", name=contact.name, email="new@customer.example", phone="138")
        customers.change_contact(rows, contact, by="quality", name=contact.name, email="new@customer.example", phone="139")
        customers.change_contact(rows, contact, by="quality", name=contact.name, email="new@customer.example", phone="139")

    changes = customers.contact_changes(session, contact.customer_id)[contact.id]

    assert [(each.email, each.phone, each.actor) for each in changes] == [
        ("new@customer.example", "138", "quality"), ("customer@customer.example", "", "lead")]


@pytest.mark.parametrize("actor_id", ["lead", "contact:", "contact:x", "contact:999", "", None])
def test_what_names_no_contact_finds_none(people_there: Cast, session: Session, actor_id: str | None) -> None:
    assert customers.contact_of_actor(session, actor_id) is None
