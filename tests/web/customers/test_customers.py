"""The customer file: opened, changed, with contacts and notes."""

from flask.testing import FlaskClient

from tests.support.cast import Cast
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


def test_an_absent_file_is_not_found(signed_in: SignedIn, cast: Cast) -> None:
    assert signed_in(cast.lead).get("/customers/999").status_code == 404


def test_a_contact_who_left_is_named_still_but_only_in_their_own_file(
        signed_in: SignedIn, cast: Cast) -> None:
    lead = signed_in(cast.lead)
    other = open_file(lead)

    assert lead.post(f"{other}/contacts/{cast.customer.contact_id}/departure").status_code == 404
    lead.post(f"/customers/1/contacts/{cast.customer.contact_id}/departure")
    assert "has left" in lead.get("/customers/1").text
