"""The customer file: opened, changed, with contacts and notes."""

import re

from flask.testing import FlaskClient

from tests.support.cast import Cast
from tests.support.sending import nonce_of
from tests.web.conftest import SignedIn


def open_file(client: FlaskClient, **facts: str) -> str:
    return str(client.post("/customers/", data={"name": "三甲医院", **facts}).location)


def test_a_file_is_opened_and_found_by_its_industry(signed_in: SignedIn, cast: Cast) -> None:
    lead = signed_in(cast.lead)

    open_file(lead, industry="医疗")

    assert "三甲医院" in lead.get("/customers/?search=医疗").text


def test_a_second_file_of_the_same_name_is_refused_beside_the_field(
        signed_in: SignedIn, cast: Cast) -> None:
    lead = signed_in(cast.lead)
    open_file(lead)

    answer = lead.post("/customers/", data={"name": "三甲医院"})

    assert answer.status_code == 422
    assert "There is a customer of this name already." in answer.text


def test_a_contact_without_a_mail_address_cannot_sign_so_it_is_refused(
        signed_in: SignedIn, cast: Cast) -> None:
    lead = signed_in(cast.lead)
    file = open_file(lead)

    refused = lead.post(f"{file}/contacts", data={"name": "信息科负责人", "email": "none", "locale": "zh"})
    lead.post(f"{file}/contacts", data={"name": "信息科负责人", "email": "it@hospital.example", "locale": "zh"})

    assert refused.status_code == 422
    assert "it@hospital.example" in lead.get(file).text


def test_a_note_is_kept_with_its_writer(signed_in: SignedIn, cast: Cast) -> None:
    lead = signed_in(cast.lead)
    file = open_file(lead)

    lead.post(f"{file}/notes", data={"text": "上线期间业务不能中断。"})

    page = lead.get(file).text
    assert "上线期间业务不能中断。" in page
    assert "lead 的名字" in page


def test_a_note_that_a_double_click_sends_twice_is_kept_once(signed_in: SignedIn, cast: Cast) -> None:
    lead = signed_in(cast.lead)
    file = open_file(lead)
    nonce = nonce_of(lead.get(file).text, f"{file}/notes")

    for _ in range(2):
        assert lead.post(f"{file}/notes", data={"text": "周末不能断网。", "nonce": nonce}).status_code == 302

    page = lead.get(file).text
    assert page.count("周末不能断网。") == 1
    lead.post(f"{file}/notes", data={"text": "周末不能断网。", "nonce": nonce_of(page, f"{file}/notes")})
    assert lead.get(file).text.count("周末不能断网。") == 2


def test_an_absent_file_is_not_found(signed_in: SignedIn, cast: Cast) -> None:
    assert signed_in(cast.lead).get("/customers/999").status_code == 404


def test_a_contact_who_left_is_named_still_but_only_in_their_own_file(
        signed_in: SignedIn, cast: Cast) -> None:
    lead = signed_in(cast.lead)
    other = open_file(lead)

    assert lead.post(f"{other}/contacts/{cast.customer.contact_id}/departure").status_code == 404
    lead.post(f"/customers/1/contacts/{cast.customer.contact_id}/departure")
    assert "has left" in lead.get("/customers/1").text


NEW = {"name": "客户代表", "title": "副总", "email": "new@customer.example", "phone": "138", "locale": "en"}


def test_a_contact_is_reached_elsewhere_from_now_on_and_the_file_says_who_changed_it(signed_in: SignedIn, cast: Cast) -> None:
    lead, contact = signed_in(cast.lead), f"/customers/1/contacts/{cast.customer.contact_id}"
    assert 'value="customer@customer.example"' in lead.get(f"{contact}/edit").text

    answer = lead.post(contact, data=NEW, follow_redirects=True)

    assert "mailto:new@customer.example" in answer.text
    assert "What was mailed to the old address works no more" in answer.text
    assert re.search(r"Before.*customer@customer\.example.*lead 的名字", answer.text, re.DOTALL)


def test_a_change_that_moves_nobody_says_just_that_it_is_kept(signed_in: SignedIn, cast: Cast) -> None:
    lead, contact = signed_in(cast.lead), f"/customers/1/contacts/{cast.customer.contact_id}"

    answer = lead.post(contact, data={**NEW, "email": "customer@customer.example", "phone": ""}, follow_redirects=True)

    assert "Saved." in answer.text
    assert "works no more" not in answer.text


def test_what_is_wrong_stands_beside_the_field(signed_in: SignedIn, cast: Cast) -> None:
    answer = signed_in(cast.lead).post(f"/customers/1/contacts/{cast.customer.contact_id}", data={**NEW, "email": "none"})

    assert answer.status_code == 422
    assert 'value="none"' in answer.text


def test_a_contact_is_changed_by_whoever_keeps_the_lists_and_only_in_their_own_file(signed_in: SignedIn, cast: Cast) -> None:
    contact, lead = f"contacts/{cast.customer.contact_id}", signed_in(cast.lead)
    other = open_file(lead)
    assert {lead.get(f"{other}/{contact}/edit").status_code, lead.post(f"{other}/{contact}", data=NEW).status_code} == {404}
    lead.post(f"/customers/1/{contact}/departure")
    assert {lead.get(f"/customers/1/{contact}/edit").status_code, lead.post(f"/customers/1/{contact}", data=NEW).status_code} == {404}


def test_who_keeps_no_list_is_not_offered_to_change_a_contact(signed_in: SignedIn, cast: Cast) -> None:
    designer, contact = signed_in(cast.designer), f"/customers/1/contacts/{cast.customer.contact_id}"

    assert f"{contact}/edit" not in designer.get("/customers/1").text
    assert {designer.get(f"{contact}/edit").status_code, designer.post(contact, data=NEW).status_code} == {404}
