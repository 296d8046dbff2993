"""The customer's page: reading changes nothing, a code opens it, one signature, no way around."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable

import pytest
from sqlalchemy import text

from tests.support.ceremony import drawing
from tests.web.signing.conftest import Screens
from webapp.domain import confirmations, customers
from webapp.transaction import transaction

Later = Callable[..., None]


def rows(screens: Screens) -> list[object]:
    """Everything the ceremony could have changed."""
    tables = ("signing_link", "one_time_code", "signature", "confirmation", "outgoing_mail",
              "engine_event", "engine_task")
    screens.there.session.rollback()
    return [screens.there.session.execute(text(f"SELECT * FROM {t}")).all() for t in tables]


def drawn(picture: bytes) -> str:
    """As the signing page sends what was drawn."""
    return f"data:image/png;base64,{b64encode(picture).decode()}"


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_the_page_shows_project_document_and_what_to_do(screens: Screens) -> None:
    page = screens.visitor().get(screens.link)

    assert page.status_code == 200
    for words in ("柔性生产线", "Requirement confirmation", "客户代表", "c***@customer.example",
                  screens.there.confirmation.sha256, "Mail to c***@customer.example"):
        assert words in page.text


def test_opening_the_link_five_times_changes_nothing(screens: Screens) -> None:
    before, visitor = rows(screens), screens.visitor()

    for _ in range(5):
        assert visitor.get(screens.link).status_code == 200
        assert visitor.client.head(screens.link).status_code == 200
        assert visitor.get(f"{screens.link}/document.pdf").status_code == 200

    assert rows(screens) == before


def test_the_page_speaks_the_contacts_language_until_told_otherwise(screens: Screens) -> None:
    reader = screens.app.test_client()

    assert 'lang="zh-CN"' in reader.get(screens.link).text
    reader.set_cookie("locale", "en")
    assert 'lang="en"' in reader.get(screens.link).text


def test_the_pdf_is_the_file_whose_hash_is_signed(screens: Screens) -> None:
    import hashlib  # noqa: PLC0415

    answer = screens.visitor().get(f"{screens.link}/document.pdf")

    assert answer.mimetype == "application/pdf"
    assert hashlib.sha256(answer.data).hexdigest() == screens.there.confirmation.sha256


def test_pages_are_pictures_that_run_nothing(screens: Screens) -> None:
    visitor = screens.visitor()

    plain = visitor.get(f"{screens.link}/pages/1.svg")
    packed = visitor.get(f"{screens.link}/pages/1.svg", headers={"Accept-Encoding": "gzip"})

    assert plain.data.startswith(b"<svg")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "sandbox" in plain.headers["Content-Security-Policy"]
    assert visitor.get(f"{screens.link}/pages/9.svg").status_code == 404


def test_the_whole_ceremony(screens: Screens) -> None:
    signer = screens.identified()

    answer = signer.post(f"{screens.link}/signature", **screens.signature())

    assert answer.status_code == 303
    assert answer.location == "/portal/projects/1"
    assert screens.there.waits_at() == ["lead_signs"]
    signature = screens.there.confirmation.signatures[0]
    assert (signature.name_typed, signature.identified_by) == ("龘喆堃", "link+code")
    assert "Your signature is recorded" in signer.get(answer.location).text


def test_a_drawing_may_be_added(screens: Screens) -> None:
    answer = screens.identified().post(f"{screens.link}/signature", **screens.signature(drawing=drawn(drawing())))

    assert answer.status_code == 303
    assert screens.there.confirmation.signatures[0].drawing == drawing()


@pytest.mark.parametrize("sent", ["data:text/html,x", "data:image/png;base64,@@@@", drawn(drawing()[:60]), drawn(drawing(4001, 1)),
                                  drawn(b"\x89PNG\r\n\x1a\n...."),
                                  drawn(drawing().replace(b"\x00", b"\x01"))])
def test_a_broken_drawing_is_refused_in_words_and_the_rest_of_the_form_stays(screens: Screens, sent: str) -> None:
    answer = screens.identified().post(f"{screens.link}/signature", **screens.signature(drawing=sent))

    assert answer.status_code == 422
    assert "The drawn signature could not be read" in answer.text
    assert "龘喆堃" in answer.text
    assert sent not in answer.text
    assert screens.there.confirmation.signatures == []


def test_declining_tells_why_and_goes_back_to_the_draft(screens: Screens) -> None:
    answer = screens.identified().post(
        f"{screens.link}/refusal", sha256=screens.there.confirmation.sha256, reason="验收标准需改为 98%")

    assert answer.status_code == 303
    screens.there.work()
    assert screens.there.waits_at() == ["draft"]
    assert screens.there.confirmation.void_reason == "验收标准需改为 98%"


@pytest.mark.parametrize("reason", ["", "不", "      "])
def test_declining_without_a_reason_is_asked_for_one(screens: Screens, reason: str) -> None:
    answer = screens.identified().post(
        f"{screens.link}/refusal", sha256=screens.there.confirmation.sha256, reason=reason)

    assert answer.status_code == 422
    assert "Say why" in answer.text
    assert screens.there.waits_at() == ["customer_signs", "lead_signs"]


@pytest.mark.parametrize(("fields", "words"), [
    ({"name": ""}, "Type your full name"),
    ({"consent": ""}, "Tick the box"),
])
def test_what_is_missing_is_named_and_the_rest_is_kept(
    screens: Screens, fields: dict[str, str], words: str
) -> None:
    answer = screens.identified().post(f"{screens.link}/signature", **screens.signature(**fields))

    assert answer.status_code == 422
    assert words in answer.text
    assert fields.get("name", "龘喆堃") in answer.text


def test_without_the_code_nobody_signs_or_declines(screens: Screens) -> None:
    visitor = screens.visitor()

    signed = visitor.post(f"{screens.link}/signature", **screens.signature())
    declined = visitor.post(f"{screens.link}/refusal", reason="我不同意这些条款",
                            sha256=screens.there.confirmation.sha256)

    assert (signed.status_code, declined.status_code) == (403, 403)
    assert screens.there.waits_at() == ["customer_signs", "lead_signs"]


def test_another_browser_cannot_use_the_session(screens: Screens) -> None:
    screens.identified()

    answer = screens.visitor().post(f"{screens.link}/signature", **screens.signature())

    assert answer.status_code == 403


def test_five_wrong_codes_lock(screens: Screens) -> None:
    visitor = screens.visitor()
    visitor.post(f"{screens.link}/code")
    code = screens.there.code()

    answers = [visitor.post(f"{screens.link}/session", code=wrong(code)).status_code
               for _ in range(5)]
    after = visitor.client.post(f"{screens.link}/session", data={"code": code})

    assert answers == [422, 422, 422, 422, 423]
    assert after.status_code in (400, 423)
    assert "locked" in visitor.get(screens.link).text
    assert visitor.post(f"{screens.link}/code", page="/sign-in").status_code == 423


def test_a_code_is_asked_for_once_a_minute(screens: Screens, later: Later) -> None:
    visitor = screens.visitor()

    assert visitor.post(f"{screens.link}/code").status_code == 303
    assert visitor.post(f"{screens.link}/code").status_code == 429
    later(minutes=1, seconds=1)
    assert visitor.post(f"{screens.link}/code").status_code == 303


@pytest.mark.parametrize("code", ["", "abc", "1" * 500, "' OR 1=1 --", "\0", "①②③④⑤⑥"])
def test_a_code_of_any_shape_is_only_wrong(screens: Screens, code: str) -> None:
    visitor = screens.visitor()
    visitor.post(f"{screens.link}/code")

    assert visitor.post(f"{screens.link}/session", code=code).status_code == 422


@pytest.mark.parametrize("act", ["code", "session", "signature", "refusal"])
def test_a_form_of_another_site_is_refused(screens: Screens, act: str) -> None:
    visitor = screens.identified()

    answer = visitor.client.post(f"{screens.link}/{act}", data=screens.signature(reason="不同意全部内容"))

    assert answer.status_code == 400
    assert screens.there.waits_at() == ["customer_signs", "lead_signs"]


def test_another_hash_is_refused_in_words(screens: Screens) -> None:
    answer = screens.identified().post(
        f"{screens.link}/signature", **screens.signature(sha256="0" * 64))

    assert answer.status_code == 409
    assert "not the version you read" in answer.text
    assert screens.there.confirmation.signatures == []


def test_a_second_click_sees_that_it_is_signed(screens: Screens) -> None:
    visitor, link = screens.identified(), screens.link
    token = visitor.get(link).text.split('name="csrf_token"')[-1].split('value="')[1].split('"')[0]
    form = {"csrf_token": token, **screens.signature()}

    first, second, third = (visitor.client.post(f"{link}/signature", data=form) for _ in range(3))

    assert (first.status_code, second.status_code, third.status_code) == (303, 410, 410)
    assert "already signed" in second.text
    assert len(screens.there.confirmation.signatures) == 1


def test_a_used_link_says_what_to_do(screens: Screens) -> None:
    link = screens.link
    screens.identified().post(f"{link}/signature", **screens.signature())

    for address in (link, f"{link}/document.pdf", f"{link}/pages/1.svg"):
        answer = screens.visitor().get(address)
        assert answer.status_code == 410
        assert "done its work" in answer.text


def test_an_expired_link_says_what_to_do(screens: Screens, later: Later) -> None:
    link = screens.link
    later(hours=73)

    answer = screens.visitor().get(link)

    assert answer.status_code == 410
    assert "send you a new link" in answer.text.replace("\n", " ")


def test_a_voided_version_says_what_comes_next(screens: Screens) -> None:
    visitor, link = screens.identified(), screens.link
    screens.there.take_back()

    shown = visitor.get(link)
    sent = visitor.post(f"{link}/signature", page="/sign-in", **screens.signature())

    assert (shown.status_code, sent.status_code) == (410, 410)
    assert "no longer valid" in shown.text


def test_a_link_that_never_was_and_a_garbled_one_answer_alike(screens: Screens) -> None:
    answers = [screens.visitor().get(f"/s/{token}") for token in ("x" * 43, "%00", "a", "龘" * 9)]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text.split("<main")[1] for answer in answers}) == 1


def test_neither_code_nor_token_reaches_the_log(
    screens: Screens, capfd: pytest.CaptureFixture[str]
) -> None:
    screens.identified().post(f"{screens.link}/signature", **screens.signature())
    screens.there.work()

    said = "".join(capfd.readouterr())
    assert screens.there.code() not in said
    assert screens.there.token() not in said


def test_without_the_code_nobody_hands_the_signature_on(screens: Screens) -> None:
    with transaction() as session:
        kept = session.get_one(customers.Customer, screens.there.project.customer_id)
        second = customers.add_contact(session, kept, name="客户副总", email="second@customer.example")
        confirmations.allow_substitute(session, kept, second.actor_id, by="lead")

    answer = screens.visitor().post(f"{screens.link}/delegation", to=second.actor_id, reason="出差在外，请副总代签")

    assert answer.status_code == 403
    assert screens.there.task("customer_signs").assignee == screens.there.cast.customer.id


def test_the_sessions_cookie_is_for_this_link_alone_and_out_of_reach_of_scripts(screens: Screens) -> None:
    screens.app.config["SESSION_COOKIE_SECURE"] = True
    visitor = screens.visitor()
    visitor.post(f"{screens.link}/code")

    answer = visitor.post(f"{screens.link}/session", code=screens.there.code())

    cookie = next(value for value in answer.headers.getlist("Set-Cookie") if value.startswith("signing="))
    parts = {part.strip() for part in cookie.split(";")[1:]}
    assert {"HttpOnly", "SameSite=Lax", "Secure", "Max-Age=1800", f"Path={screens.link}"} <= parts


def test_the_signing_page_stands_in_no_frame_and_runs_nothing_foreign(screens: Screens) -> None:
    told = screens.visitor().get(screens.link).headers

    policy = dict(part.strip().partition(" ")[::2] for part in told["Content-Security-Policy"].split(";"))
    assert told["X-Frame-Options"] == "DENY"
    assert (policy["frame-ancestors"], policy["script-src"], policy["form-action"]) == ("'none'", "'self'", "'self'")
