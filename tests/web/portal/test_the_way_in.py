"""The way into the portal: a link or an address, then a code; nothing before it, and nobody learns who is known."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.support import build
from tests.support.statements import asked_of
from tests.web.signing.conftest import Screens, Visitor
from webapp import jobs
from webapp.db import db
from webapp.domain import access, customers, notifications
from webapp.domain.access import TEXTS_PER_DAY
from webapp.domain.access.rules import ASKS_PER_DAY, CODES_PER_DAY
from webapp.transaction import transaction

Later = Callable[..., None]
CODE = re.compile(r"(?:：|: )(\d{6})\b")
KNOWN = "customer@customer.example"


@pytest.fixture
def link(screens: Screens) -> str:
    with transaction() as session:
        contact = session.get_one(customers.Contact, screens.there.cast.customer.contact_id)
        return f"/p/{access.open_link(session, contact, project_id=screens.there.project_id)}"


def newest_code(screens: Screens) -> str:
    return next(found[1] for mail in notifications.mails(screens.there.session) if (found := CODE.search(notifications.text_of(mail))))


def ask(screens: Screens, address: str, **more: str) -> Visitor:
    """Give an address at the door, and let the worker answer."""
    visitor = screens.visitor()
    assert visitor.post("/portal/links", page="/portal", email=address, **more).status_code == 303
    screens.there.work()
    return visitor


def come_in(screens: Screens, link: str, **more: str) -> Visitor:
    visitor = screens.visitor()
    assert visitor.post(f"{link}/code").status_code == 303
    answer = visitor.post(f"{link}/session", code=newest_code(screens), **more)
    assert (answer.status_code, answer.location) == (303, "/portal/projects/1")
    return visitor


def test_a_link_alone_shows_nothing_of_the_project(screens: Screens, link: str) -> None:
    page = screens.visitor().get(link)

    assert page.status_code == 200
    assert "c***@customer.example" in page.text
    assert "柔性生产线" not in page.text
    assert screens.visitor().get("/portal/projects/1").location == "/portal?next=/portal/projects/1"


def test_the_code_from_the_mailbox_opens_the_project_and_a_second_time_nothing(screens: Screens, link: str) -> None:
    visitor = come_in(screens, link)

    assert "柔性生产线" in visitor.get("/portal/projects/1").text
    other = screens.visitor()
    assert other.post(f"{link}/session", page=link, code=newest_code(screens)).status_code == 422


def test_whoever_is_in_goes_straight_through_the_door(screens: Screens, link: str) -> None:
    assert come_in(screens, link).get(link).location == "/portal/projects/1"


def test_opening_a_link_five_times_changes_nothing(screens: Screens, link: str) -> None:
    before = screens.there.session.execute(text("SELECT * FROM portal_link")).all()

    statuses = [screens.visitor().get(link).status_code for _ in range(5)]

    assert statuses == [200] * 5
    assert screens.there.session.execute(text("SELECT * FROM portal_link")).all() == before


def test_five_wrong_codes_spend_the_code_and_leave_the_link_alone(
        screens: Screens, link: str, later: Later) -> None:
    visitor = screens.visitor()
    visitor.post(f"{link}/code")
    right = newest_code(screens)
    wrong = f"{(int(right) + 1) % 10**6:06d}"

    answers = [visitor.post(f"{link}/session", page=link, code=wrong) for _ in range(6)]
    spent = visitor.post(f"{link}/session", page=link, code=right)
    later(minutes=2)

    assert {answer.status_code for answer in answers} == {422}
    assert "Too many wrong codes" in spent.text
    come_in(screens, link)


def test_a_code_of_one_link_does_not_fit_another(screens: Screens, link: str) -> None:
    with transaction() as session:
        contact = session.get_one(customers.Contact, screens.there.cast.customer.contact_id)
        other = f"/p/{access.open_link(session, contact)}"
    screens.visitor().post(f"{link}/code")

    answer = screens.visitor().post(f"{other}/session", page=other, code=newest_code(screens))

    assert answer.status_code == 422


def test_a_code_is_sent_once_a_minute(screens: Screens, link: str) -> None:
    screens.visitor().post(f"{link}/code")

    again = screens.visitor().post(f"{link}/code")

    assert again.status_code == 429
    assert "A code was sent a moment ago" in again.text


def test_a_code_ends_after_ten_minutes(screens: Screens, link: str, later: Later) -> None:
    visitor = screens.visitor()
    visitor.post(f"{link}/code")
    code = newest_code(screens)
    later(minutes=11)

    answer = visitor.post(f"{link}/session", page=link, code=code)

    assert answer.status_code == 422
    assert visitor.get("/portal/projects/1").status_code == 302


def test_a_mailbox_gets_so_many_codes_a_day_and_more_on_the_next(screens: Screens, link: str, later: Later) -> None:
    for limiter in screens.app.extensions["limiter"]:
        limiter.enabled = False
    for _ in range(CODES_PER_DAY):
        assert screens.visitor().post(f"{link}/code").status_code == 303
        later(minutes=2)

    assert screens.visitor().post(f"{link}/code").status_code == 429
    later(days=1)
    assert screens.visitor().post(f"{link}/code").status_code == 303


def test_a_number_gets_few_texts_a_day_at_this_door_too(screens: Screens, link: str, later: Later) -> None:
    screens.app.config["SETTINGS"] = build.settings("sqlite://", sms_url="http://127.0.0.1:9/nobody")
    for limiter in screens.app.extensions["limiter"]:
        limiter.enabled = False
    none = screens.visitor().post(f"{link}/code", channel="sms")
    with transaction() as session:
        session.get_one(customers.Contact, screens.there.cast.customer.contact_id).phone = "+86 138-0000-1234"
    for _ in range(TEXTS_PER_DAY):
        assert screens.visitor().post(f"{link}/code", channel="sms").status_code == 303
        later(minutes=2)

    again = screens.visitor().post(f"{link}/code", channel="sms")

    assert (none.status_code, again.status_code) == (429, 429)
    assert len([mail for mail in notifications.mails(screens.there.session) if mail.channel == "sms"]) == TEXTS_PER_DAY
    assert screens.visitor().post(f"{link}/code").status_code == 303


def test_whoever_comes_in_uses_up_their_own_codes_and_nobody_elses(screens: Screens, link: str, later: Later) -> None:
    with transaction() as session:
        own = session.get_one(customers.Contact, screens.there.cast.customer.contact_id)
        colleague = customers.add_contact(session, own.customer, name="客户同事", email="other@customer.example", locale="en")
        theirs = f"/p/{access.open_link(session, colleague)}"
    screens.visitor().post(f"{theirs}/code")
    code = newest_code(screens)

    come_in(screens, link)

    assert screens.visitor().post(f"{theirs}/session", page=theirs, code=code).status_code == 303


def test_a_known_and_an_unknown_address_get_the_same_answer(screens: Screens) -> None:
    pages = []
    for address in (KNOWN, "nobody@elsewhere.example"):
        visitor = screens.visitor()
        answer = visitor.post("/portal/links", page="/portal", email=address)
        wrong = visitor.post("/portal/code", page="/portal/code", code="000000")
        pages.append((answer.status_code, answer.location, wrong.status_code,
                      re.sub(r'value="[^"]+"', "", wrong.text).replace(address, "")))

    assert pages[0] == pages[1]
    screens.there.work()
    assert [mail.to for mail in notifications.mails(screens.there.session) if "/p/" in (mail.link or "")] == [KNOWN]


def test_a_known_and_an_unknown_address_cost_the_same_work(screens: Screens) -> None:
    """The clock tells what the words do not: the same statements answer either, and a wrong code of either."""
    done = []
    with screens.app.app_context():
        database = db.engine
    for address in (KNOWN, "nobody@elsewhere.example"):
        visitor = screens.visitor()
        visitor.get("/portal")
        with asked_of(database) as asking:
            visitor.post("/portal/links", page="/portal", email=address)
        screens.there.work()
        with asked_of(database) as entering:
            visitor.post("/portal/code", page="/portal/code", code="000000")
        done.append((asking, entering))

    assert done[0] == done[1]
    assert sum("INSERT INTO portal_request" in statement for statement in done[0][0]) == 1


def test_what_was_typed_is_erased_once_it_is_answered(screens: Screens, link: str, later: Later) -> None:
    screens.visitor().post(f"{link}/code")
    later(minutes=2)
    for address in (KNOWN, "nobody@elsewhere.example"):
        ask(screens, address)
    jobs.tidy()

    asked = "SELECT handle, address FROM portal_request"
    assert screens.there.session.execute(text(asked)).all() == [(None, None)] * 2
    later(minutes=11)
    jobs.tidy()
    screens.there.session.rollback()
    assert len(screens.there.session.execute(text(asked)).all()) == 1


def test_five_wrong_codes_on_the_page_leave_only_the_link(screens: Screens) -> None:
    visitor = ask(screens, KNOWN)
    right, link = newest_code(screens), screens.there.mails()[0].link or ""
    wrong = f"{(int(right) + 1) % 10**6:06d}"

    answers = {visitor.post("/portal/code", page="/portal/code", code=wrong).status_code for _ in range(5)}

    assert answers == {422}
    assert visitor.post("/portal/code", page="/portal/code", code=right).status_code == 422
    assert screens.visitor().post(f"{link}/session", page=link, code=right).status_code == 303


def test_a_code_for_the_page_ends_after_ten_minutes(screens: Screens, later: Later) -> None:
    visitor = ask(screens, KNOWN)
    code = newest_code(screens)

    later(minutes=11)

    assert visitor.post("/portal/code", page="/portal/code", code=code).status_code == 422


def test_a_code_for_the_page_ends_with_the_door(screens: Screens) -> None:
    visitor = ask(screens, KNOWN)
    code = newest_code(screens)

    with transaction() as session:
        contact = session.get_one(customers.Contact, screens.there.cast.customer.contact_id)
        access.close_door(session, contact, by="lead")

    assert visitor.post("/portal/code", page="/portal/code", code=code).status_code == 422


def test_an_address_gets_a_code_for_the_page_and_a_link_for_later(screens: Screens) -> None:
    visitor = ask(screens, KNOWN.upper())
    mail = screens.there.mails()[0]

    answer = visitor.post("/portal/code", page="/portal/code", code=newest_code(screens))

    assert answer.location == "/portal"
    assert "柔性生产线" in visitor.get("/portal").text
    link = mail.link or ""
    assert screens.visitor().get(link).status_code == 200
    used = screens.visitor().post(f"{link}/session", page=link, code=newest_code(screens))
    assert used.status_code == 422


def test_whoever_typed_anothers_address_holds_nothing_that_a_link_would_show(screens: Screens) -> None:
    visitor = ask(screens, KNOWN)
    with visitor.client.session_transaction() as session:
        handle = session["portal_asked"]["handle"]

    for token in (handle, f"asked/0/{handle}", f"asked%2F0%2F{handle}"):
        assert screens.visitor().get(f"/p/{token}").status_code == 404


def test_asking_again_and_again_fills_no_mailbox(screens: Screens) -> None:
    for _ in range(4):
        ask(screens, KNOWN)

    assert len([mail for mail in screens.there.mails() if "/p/" in (mail.link or "")]) == 1


def test_whoever_asks_all_day_leaves_codes_for_whoever_holds_a_link(screens: Screens, link: str, later: Later) -> None:
    for limiter in screens.app.extensions["limiter"]:
        limiter.enabled = False
    for _ in range(ASKS_PER_DAY + 1):
        ask(screens, KNOWN)
        later(minutes=2)

    assert len([mail for mail in screens.there.mails() if "/p/" in (mail.link or "")]) == ASKS_PER_DAY
    come_in(screens, link)


def test_two_who_ask_at_once_are_each_let_in_by_their_own_code(screens: Screens) -> None:
    with transaction() as session:
        own = session.get_one(customers.Contact, screens.there.cast.customer.contact_id)
        customers.add_contact(session, own.customer, name="客户同事", email="other@customer.example", locale="en")
    first = ask(screens, KNOWN)
    code = newest_code(screens)
    second = ask(screens, "other@customer.example")

    assert second.post("/portal/code", page="/portal/code", code=code).status_code == 422
    assert second.post("/portal/code", page="/portal/code", code=newest_code(screens)).status_code == 303
    assert first.post("/portal/code", page="/portal/code", code=code).status_code == 303


def test_a_code_was_entered_on_the_page_once_whoever_copied_the_cookie(screens: Screens) -> None:
    visitor, thief = ask(screens, KNOWN), screens.visitor()
    cookie, code = visitor.client.get_cookie("tandem"), newest_code(screens)
    assert cookie is not None
    thief.client.set_cookie("tandem", cookie.value)

    assert visitor.post("/portal/code", page="/portal/code", code=code).status_code == 303
    assert thief.post("/portal/code", page="/portal/code", code=code).status_code == 422


def test_a_page_whose_question_was_forgotten_lets_nobody_in(screens: Screens, later: Later) -> None:
    visitor = ask(screens, "nobody@elsewhere.example")
    later(minutes=11)
    jobs.tidy()

    assert visitor.post("/portal/code", page="/portal/code", code="123456").status_code == 422


def test_a_session_ends_by_itself_or_is_kept_on_ones_own_device(
        screens: Screens, link: str, later: Later) -> None:
    borrowed = come_in(screens, link)
    later(minutes=2)
    own = come_in(screens, link, remember="y")

    later(hours=13)

    assert borrowed.get("/portal/projects/1").status_code == 302
    assert own.get("/portal/projects/1").status_code == 200
    later(days=30)
    assert own.get("/portal/projects/1").status_code == 302


def test_signing_out_ends_the_session_and_every_copy_of_its_cookie(screens: Screens, link: str) -> None:
    visitor = come_in(screens, link)
    cookie = visitor.client.get_cookie("portal")
    assert cookie is not None
    thief = screens.visitor()
    thief.client.set_cookie("portal", cookie.value)

    visitor.post("/portal/sign-out", page="/portal/projects/1")

    assert thief.get("/portal/projects/1").status_code == 302


def test_signing_out_ends_nobody_elses_session_and_can_be_done_again(screens: Screens, link: str, later: Later) -> None:
    first = come_in(screens, link)
    later(minutes=2)
    second = come_in(screens, link)

    answers = [second.post("/portal/sign-out", page="/portal"), second.post("/portal/sign-out", page="/portal"),
               screens.visitor().post("/portal/sign-out", page="/portal")]

    assert {answer.status_code for answer in answers} == {303}
    assert first.get("/portal/projects/1").status_code == 200


def test_a_contact_who_left_loses_everything_at_once(screens: Screens, link: str) -> None:
    visitor = come_in(screens, link)

    with transaction() as session:
        customers.retire_contact(session, session.get_one(customers.Contact, screens.there.cast.customer.contact_id))

    assert visitor.get("/portal/projects/1").status_code == 302
    assert screens.visitor().get(link).status_code == 410
    ask(screens, KNOWN)
    assert "/p/" not in (screens.there.mails()[0].link or "")
    with transaction() as session, pytest.raises(access.DoorClosed):
        access.send_link(session, session.get_one(customers.Contact, screens.there.cast.customer.contact_id), by="lead")


def test_a_link_ends_after_half_a_year_and_says_how_else_one_comes_in(
        screens: Screens, link: str, later: Later) -> None:
    later(days=181)

    page = screens.visitor().get(link)

    assert page.status_code == 410
    assert 'name="email"' in page.text


def test_neither_token_nor_code_nor_secret_is_kept_in_clear(screens: Screens, link: str) -> None:
    visitor = come_in(screens, link)
    cookie = visitor.client.get_cookie("portal")
    assert cookie is not None
    kept_rows = "".join(str(screens.there.session.execute(text(f"SELECT * FROM {table}")).all())
                        for table in ("portal_link", "portal_code", "portal_session", "engine_event"))

    for secret in (link.removeprefix("/p/"), newest_code(screens), cookie.value):
        assert secret not in kept_rows


def test_the_cookie_is_the_servers_alone(screens: Screens, link: str) -> None:
    screens.app.config["SESSION_COOKIE_SECURE"] = True
    visitor = screens.visitor()
    visitor.post(f"{link}/code")

    answer = visitor.post(f"{link}/session", code=newest_code(screens))

    cookie = next(each for each in answer.headers.getlist("Set-Cookie") if each.startswith("portal="))
    parts = {part.strip() for part in cookie.split(";")[1:]}
    assert {"HttpOnly", "SameSite=Lax", "Secure", "Path=/", f"Max-Age={int(timedelta(hours=12).total_seconds())}"} <= parts


def test_what_was_typed_when_the_session_was_over_is_not_lost(screens: Screens, link: str, later: Later) -> None:
    visitor = come_in(screens, link)
    page = visitor.get("/portal/projects/1").text
    later(hours=13)

    token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[-1]
    answer = visitor.client.post("/portal/projects/1/messages", data={"csrf_token": token, "text": "请确认周五的安排"})

    assert answer.status_code == 403
    assert "请确认周五的安排" in answer.text


def test_a_strangers_page_in_next_is_not_gone_to(screens: Screens) -> None:
    visitor = ask(screens, KNOWN, next="https://elsewhere.example/portal/projects/1")

    answer = visitor.post("/portal/code", page="/portal/code", code=newest_code(screens))

    assert answer.location == "/portal"


def test_whoever_changes_the_language_after_a_mistake_comes_back_to_the_same_door(screens: Screens, link: str) -> None:
    visitor = screens.visitor()
    visitor.post(f"{link}/code")

    wrong = visitor.post(f"{link}/session", page=link, code="12")

    assert f'name="back" value="{link}"' in wrong.text
