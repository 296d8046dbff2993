"""People: looked at by everybody, changed by the administrator alone."""

from flask import Flask

from tests.support.cast import Cast
from tests.web.conftest import SignedIn

NEWCOMER = {"username": "planner", "name": "计划工程师", "email": "planner@tandem.example",
            "department": "工程部", "roles": ["designer", "quality"]}


def test_the_administrator_adds_somebody_with_roles(signed_in: SignedIn, cast: Cast) -> None:
    admin = signed_in(cast.admin)

    page = admin.get(admin.post("/people/", data=NEWCOMER).location).text

    assert "计划工程师" in page
    assert "Quality supervisor" in page
    assert "工程部" in page


def test_nobody_else_finds_the_forms(signed_in: SignedIn, cast: Cast) -> None:
    lead = signed_in(cast.lead)

    assert lead.get("/people/new").status_code == 404
    assert lead.post("/people/", data=NEWCOMER).status_code == 404
    assert lead.post(f"/people/{cast.designer.person_id}/departure").status_code == 404
    assert lead.get("/people/").status_code == 200


def test_a_taken_user_name_is_told_beside_the_field(signed_in: SignedIn, cast: Cast) -> None:
    answer = signed_in(cast.admin).post("/people/", data={**NEWCOMER, "username": "lead"})

    assert answer.status_code == 422
    assert "The user name lead is taken." in answer.text


def test_who_has_left_can_no_longer_sign_in_and_open_sessions_end(
        app: Flask, signed_in: SignedIn, cast: Cast) -> None:
    designer = signed_in(cast.designer)

    signed_in(cast.admin).post(f"/people/{cast.designer.person_id}/departure")

    assert designer.get("/inbox/").location.startswith("/sign-in")
    assert app.test_client().post("/demo-sign-in", data={"username": "designer"}).status_code == 404


def test_the_administrator_opens_a_department_names_its_head_and_renames_it(
        signed_in: SignedIn, cast: Cast) -> None:
    admin = signed_in(cast.admin)

    page = admin.post("/departments/", data={"name": "自动化部", "head": "designer"}).location
    admin.get(page)
    admin.post(page, data={"name": "机器人部", "head": "lead"})
    listed = admin.get("/departments/").text

    assert "机器人部" in listed
    assert "自动化部" not in listed
    assert cast.lead.name in listed


def test_a_department_lists_its_people_and_says_who_heads_it(signed_in: SignedIn, cast: Cast) -> None:
    admin = signed_in(cast.admin)
    person = admin.post("/people/", data=NEWCOMER).location
    department = admin.get("/departments/").text.split('href="/departments/')[1:]
    number = next(part.split('"')[0] for part in department if part[0].isdigit())

    admin.post(f"/departments/{number}", data={"name": "工程部", "head": "planner"})

    assert "Head of the department" in admin.get(f"/departments/{number}").text
    assert "计划工程师" in admin.get(f"/departments/{number}").text
    assert "Head of the department" in admin.get(person).text


def test_two_departments_never_share_a_name_and_a_head_must_be_there(signed_in: SignedIn, cast: Cast) -> None:
    admin = signed_in(cast.admin)
    admin.post("/departments/", data={"name": "自动化部", "head": ""})

    taken = admin.post("/departments/", data={"name": " 自动化部 ", "head": ""})
    stranger = admin.post("/departments/", data={"name": "质量部", "head": "nobody_known"})

    assert (taken.status_code, stranger.status_code) == (422, 422)
    assert "There is a department called 自动化部 already." in taken.text
    assert "质量部" not in admin.get("/departments/").text


def test_departments_are_the_administrators_to_change(signed_in: SignedIn, cast: Cast) -> None:
    lead = signed_in(cast.lead)

    assert lead.get("/departments/").status_code == 200
    assert lead.get("/departments/new").status_code == 404
    assert lead.post("/departments/", data={"name": "x", "head": ""}).status_code == 404


def test_a_person_chooses_whether_to_be_mailed_on_their_own_page_alone(signed_in: SignedIn, cast: Cast) -> None:
    lead = signed_in(cast.lead)
    own = f"/people/{cast.lead.person_id}"

    assert 'value="at_once" checked' in lead.get(own).text
    lead.post("/preferences/mails", data={"mails": "none", "back": own})

    assert 'value="none" checked' in lead.get(own).text
    assert lead.post("/preferences/mails", data={"mails": "sometimes"}).status_code == 400
    assert "preferences/mails" not in lead.get(f"/people/{cast.designer.person_id}").text


def test_the_list_is_in_the_order_of_its_readers_language(signed_in: SignedIn, cast: Cast) -> None:
    admin = signed_in(cast.admin)
    for username, name in (("zoe", "Zoe Fischer"), ("zhang", "张伟"), ("an", "安娜")):
        admin.post("/people/", data={**NEWCOMER, "username": username, "name": name})

    def order() -> list[str]:
        page = admin.get("/people/").text
        return sorted(["Zoe Fischer", "张伟", "安娜"], key=lambda name: page.index(f"<strong>{name}</strong>"))

    assert order() == ["Zoe Fischer", "安娜", "张伟"]
    admin.set_cookie("locale", "zh")
    assert order() == ["安娜", "张伟", "Zoe Fischer"]
