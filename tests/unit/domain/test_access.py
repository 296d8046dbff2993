"""Rights of contacts: given by a date, taken by a date, and never in another firm's project."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from tests.support import build
from tests.support.cast import Cast
from webapp.domain import access, customers, projects
from webapp.domain.access import COMMENT, COMMERCIAL, SEE, BadGrant, DoorClosed, Rights
from webapp.domain.customers import Contact
from webapp.domain.projects import Project
from webapp.transaction import transaction


@dataclass
class House:
    """Two projects of one customer and one of another, with a contact of each and two colleagues."""

    session: Session
    one: Project
    two: Project
    foreign: Project
    own: Contact
    colleague: Contact
    other_colleague: Contact
    stranger: Contact

    def give(self, right: str, project: Project | None, contact: Contact | None = None) -> access.PortalGrant:
        with transaction() as session:
            return access.grant(session, contact or self.colleague, right, project_id=project.id if project else None, by="lead")

    def sees(self, contact: Contact | None = None) -> set[int]:
        """The projects on the front page of a contact, which are those whose pages open."""
        contact = contact or self.colleague
        listed = {project.id for project in access.projects_seen(self.session, contact)}
        opened = {project.id for project in (self.one, self.two, self.foreign)
                  if access.rights_in(self.session, contact, project).see}
        assert listed == opened
        return listed

    def who(self, right: str, project: Project) -> set[int]:
        return {contact.id for contact in access.who_may(self.session, project, right)}


@pytest.fixture
def house(people_there: Cast, session: Session) -> House:
    build.deploy_small_package()
    one, two = build.start_project(people_there), build.start_project(people_there, name="第二条产线")
    with transaction() as rows:
        own = rows.get_one(Contact, people_there.customer.contact_id)
        colleague = customers.add_contact(rows, own.customer, name="客户同事", email="colleague@customer.example")
        another = customers.add_contact(rows, own.customer, name="另一位同事", email="another@customer.example")
        other = customers.create_customer(rows, name="另一家客户", by="lead")
        stranger = customers.add_contact(rows, other, name="外人", email="x@other.example")
        foreign = projects.start(rows, actor=people_there.lead, name="另一家的项目", answers={}, contact_id=stranger.id)
    return House(session, one, two, foreign, own, colleague, another, stranger)


def test_a_projects_own_contact_has_every_right_in_it_and_their_colleague_none(house: House) -> None:
    assert access.rights_in(house.session, house.own, house.one) == Rights(see=True, comment=True, commercial=True)
    assert house.sees(house.own) == {house.one.id, house.two.id}
    assert house.sees(house.stranger) == {house.foreign.id}
    assert house.sees() == set()


def test_a_right_holds_in_its_project_until_it_is_taken_back(house: House) -> None:
    row = house.give(SEE, house.one)

    assert (house.sees(), house.sees(house.other_colleague)) == ({house.one.id}, set())
    assert (house.who(SEE, house.one), house.who(SEE, house.two)) == ({house.own.id, house.colleague.id}, {house.own.id})

    with transaction() as session:
        access.withdraw_grant(session, session.merge(row), by="lead")
    assert house.sees() == set()
    assert access.rights_in(house.session, house.colleague, house.one) == Rights()
    assert house.who(SEE, house.one) == {house.own.id}
    assert access.grants_of(house.session, house.own.customer_id) == []
    house.give(SEE, house.one)
    assert house.sees() == {house.one.id}


def test_a_right_in_all_projects_ends_at_the_firms_door(house: House) -> None:
    house.give(SEE, None)

    assert house.sees() == {house.one.id, house.two.id}
    assert house.who(SEE, house.foreign) == {house.stranger.id}
    assert access.grants_of(house.session, house.stranger.customer_id) == []
    with pytest.raises(BadGrant):
        house.give(SEE, house.foreign)
    with transaction() as session, pytest.raises(BadGrant):
        access.grant(session, house.colleague, SEE, project_id=999, by="lead")


def test_each_right_is_given_by_itself(house: House) -> None:
    house.give(COMMENT, house.one)

    assert access.rights_in(house.session, house.colleague, house.one) == Rights(see=True, comment=True)
    assert house.who(COMMERCIAL, house.one) == {house.own.id}
    house.give(COMMERCIAL, house.one)
    assert access.rights_in(house.session, house.colleague, house.one).commercial


def test_once_is_enough_and_each_project_counts_for_itself(house: House) -> None:
    rows = [house.give(SEE, house.one), house.give(SEE, house.one), house.give(SEE, house.two), house.give(SEE, None),
            house.give(COMMENT, house.one), house.give(SEE, house.one, contact=house.own)]

    assert rows[0].id == rows[1].id
    assert len({row.id for row in rows}) == 5


def test_who_has_left_has_no_right_and_is_given_none(house: House) -> None:
    house.give(SEE, None)
    with transaction() as session:
        customers.retire_contact(session, session.get_one(Contact, house.colleague.id))
    gone = house.session.get_one(Contact, house.colleague.id)

    assert house.sees(gone) == set()
    assert house.who(SEE, house.one) == {house.own.id}
    with pytest.raises(BadGrant):
        house.give(SEE, house.one, contact=gone)


@pytest.mark.parametrize("moved", [{"email": "new@customer.example"}, {"email": "colleague@customer.example", "phone": "139"}])
def test_whoever_is_reached_elsewhere_must_show_anew_who_they_are(house: House, moved: dict[str, str]) -> None:
    with transaction() as session:
        contact = session.get_one(Contact, house.colleague.id)
        visit, bystander = access.admit(session, contact), access.admit(session, house.other_colleague)
        link = access.open_link(session, contact)

    with transaction() as session:
        access.change_contact(session, session.get_one(Contact, house.colleague.id), by="lead", name="客户同事", **moved)

    assert access.visitor_of(house.session, visit) is None
    with pytest.raises(DoorClosed):
        access.follow(house.session, link)
    assert access.visitor_of(house.session, bystander) is not None


def test_another_position_or_language_ends_nothing(house: House) -> None:
    with transaction() as session:
        visit = access.admit(session, house.colleague)

    with transaction() as session:
        access.change_contact(session, session.get_one(Contact, house.colleague.id), by="lead", name="客户同事",
                              email=" colleague@customer.example", title="主任", locale="en")

    assert access.visitor_of(house.session, visit) is not None


@pytest.mark.parametrize("right", ["sign", "", "admin"])
def test_there_is_no_other_right(house: House, right: str) -> None:
    with pytest.raises(BadGrant):
        house.give(right, house.one)


def test_who_is_asked_something_in_a_project_may_see_it_from_then_on(house: House) -> None:
    with transaction() as session:
        access.open_project(session, session.get_one(Contact, house.colleague.id), house.one.id)
        access.open_project(session, session.get_one(Contact, house.own.id), house.one.id)

    assert house.sees() == {house.one.id}
    assert len(access.grants_of(house.session, house.own.customer_id)) == 1
