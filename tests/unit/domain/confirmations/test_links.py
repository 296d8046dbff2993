"""Magic links and one-time codes: stored hashed, expiring, locked by guessing, bound to one link."""

import hashlib
from hmac import compare_digest
from pathlib import Path

import pytest
from sqlalchemy import select, text

import engine
from tests.support import build, ceremony
from tests.support.ceremony import Ceremony
from webapp.domain import access, confirmations, customers, notifications
from webapp.domain.access import CodeRefused, TooSoon
from webapp.domain.confirmations import (
    LinkUnusable,
    NotIdentified,
    SigningLink,
    rules,
)
from webapp.domain.confirmations.links import invite
from webapp.transaction import transaction


def send_code(there: Ceremony, token: str | None = None) -> str:
    with transaction() as session:
        confirmations.send_code(session, token or there.token())
    return there.code()


def check(there: Ceremony, code: str, token: str | None = None) -> str | None:
    with transaction() as session:
        return confirmations.check_code(session, token or there.token(), code)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_the_contact_is_invited_in_their_language(there: Ceremony) -> None:
    mail = there.mails()[-1]

    assert mail.to == "customer@customer.example"
    assert "《需求确认书》第 1 版" in mail.subject
    assert len(there.token()) >= 43


def test_neither_token_nor_code_is_kept_in_clear(there: Ceremony) -> None:
    token, code = there.token(), send_code(there)
    secret = check(there, code)

    for table in ("signing_link", "one_time_code", "engine_event"):
        rows = str(there.session.execute(text(f"SELECT * FROM {table}")).all())
        assert not any(word and word in rows for word in (token, secret))
        assert code not in rows


def test_looking_changes_nothing(there: Ceremony) -> None:
    token = there.token()
    before = there.session.execute(text("SELECT * FROM signing_link")).all()

    for _ in range(5):
        confirmations.resolve(there.session, token)

    assert there.session.execute(text("SELECT * FROM signing_link")).all() == before


def test_an_unknown_link_is_unknown(there: Ceremony) -> None:
    with pytest.raises(LinkUnusable) as refused:
        confirmations.resolve(there.session, "x" * 43)

    assert refused.value.message_id == "link-unknown"


def test_a_link_expires(there: Ceremony, clock) -> None:
    clock.forward(hours=72, seconds=1)

    with pytest.raises(LinkUnusable) as refused:
        confirmations.resolve(there.session, there.token())

    assert refused.value.message_id == "link-expired"


def test_the_right_code_opens_a_session_of_this_link(there: Ceremony, clock) -> None:
    secret = check(there, send_code(there))
    link = confirmations.resolve(there.session, there.token())

    assert confirmations.is_identified(link, secret)
    assert not confirmations.is_identified(link, "another secret")
    assert not confirmations.is_identified(link, None)
    clock.forward(minutes=31)
    assert not confirmations.is_identified(link, secret)


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{0:.3} {0:.0}", "full width"])
def test_people_type_codes_in_their_own_way(there: Ceremony, typed: str) -> None:
    code = send_code(there)
    spaced = f"{code[:3]} {code[3:]}"
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    written = {"{0}": code, " {0} ": f" {code} ", "{0:.3} {0:.0}": spaced, "full width": wide}[typed]

    assert check(there, written) is not None


def test_five_wrong_codes_lock_the_link_even_for_the_right_one(there: Ceremony, clock) -> None:
    code = send_code(there)
    for _ in range(5):
        assert check(there, wrong(code)) is None

    with pytest.raises(CodeRefused) as refused:
        check(there, code)
    assert refused.value.message_id == "code-locked"
    clock.forward(minutes=2)
    with pytest.raises(CodeRefused):
        send_code(there)


def test_a_new_link_unlocks(there: Ceremony, clock) -> None:
    code = send_code(there)
    for _ in range(5):
        check(there, wrong(code))
    clock.forward(minutes=2)

    with transaction() as session:
        confirmations.resend(session, there.confirmation, contact=there.cast.customer.id, actor="lead")

    assert check(there, send_code(there)) is not None


def test_a_code_works_once_and_for_ten_minutes(there: Ceremony, clock) -> None:
    code = send_code(there)
    assert check(there, code) is not None
    with pytest.raises(CodeRefused):
        check(there, code)

    clock.forward(minutes=2)
    code = send_code(there)
    clock.forward(minutes=10, seconds=1)
    with pytest.raises(CodeRefused) as refused:
        check(there, code)

    assert refused.value.message_id == "code-expired"


def test_a_code_is_sent_once_a_minute(there: Ceremony, clock) -> None:
    send_code(there)

    with pytest.raises(TooSoon) as refused:
        send_code(there)
    assert 0 < refused.value.facts["wait_seconds"] <= 60
    clock.forward(minutes=1)
    assert send_code(there)


def test_a_code_of_another_link_does_not_fit(there: Ceremony, clock) -> None:
    old = there.token()
    code = send_code(there)
    clock.forward(minutes=2)
    with transaction() as session:
        confirmations.resend(session, there.confirmation, contact=there.cast.customer.id, actor="lead")
    new = there.token()
    clock.forward(minutes=1)
    send_code(there, new)

    assert check(there, code, new) is None
    with pytest.raises(LinkUnusable) as refused:
        check(there, code, old)
    assert refused.value.message_id == "link-replaced"


def test_links_are_not_sent_in_floods(there: Ceremony, clock) -> None:
    def resend() -> None:
        with transaction() as session:
            confirmations.resend(session, there.confirmation, contact=there.cast.customer.id, actor="lead")

    for _ in range(9):
        clock.forward(minutes=2)
        resend()
        with pytest.raises(TooSoon):
            resend()
    clock.forward(minutes=2)
    with pytest.raises(TooSoon) as refused:
        resend()

    assert refused.value.message_id == "links-per-day"


def test_a_link_dies_when_its_contact_is_reached_elsewhere(there: Ceremony) -> None:
    """Sent to one mailbox, signed in the name of another: whoever may write an address could sign for both sides."""
    token = there.token()
    contact = there.project.contact
    assert contact is not None
    with transaction() as session:
        access.change_contact(session, session.merge(contact), by="lead", name=contact.name, email="lead@x.example")

    with pytest.raises(LinkUnusable) as refused:
        confirmations.resolve(there.session, token)

    assert refused.value.message_id == "link-moved"


def test_only_who_entered_the_code_signs(there: Ceremony) -> None:
    token, submission = there.token(), there.submission()

    with pytest.raises(NotIdentified), transaction() as session:
        confirmations.sign_by_link(session, token, None, submission,
                                   confirmations.Circumstances("link+code"))

    assert there.confirmation.signatures == []


def test_signing_uses_the_link_up_and_leads_on_into_the_portal(there: Ceremony) -> None:
    token, secret = there.token(), check(there, send_code(there))

    with transaction() as session:
        onward = confirmations.sign_by_link(session, token, secret, there.submission(),
                                              confirmations.Circumstances("link+code"))

    with pytest.raises(LinkUnusable) as refused:
        confirmations.resolve(there.session, token)
    assert refused.value.message_id == "link-used"
    assert onward.project_id == there.project_id
    assert access.visitor_of(there.session, onward.secret) == there.project.contact
    mailed = access.follow(there.session, (there.mails()[0].link or "").removeprefix("/p/"))
    assert (mailed.contact, mailed.project_id) == (there.project.contact, there.project_id)
    assert there.confirmation.sha256 in there.mails()[0].text


def test_a_void_kills_links_and_open_sessions(there: Ceremony) -> None:
    token, secret = there.token(), check(there, send_code(there))
    there.take_back()

    with pytest.raises(LinkUnusable) as refused, transaction() as session:
        confirmations.sign_by_link(session, token, secret, there.submission(),
                                   confirmations.Circumstances("link+code"))

    assert refused.value.message_id == "link-voided"


def test_a_task_opened_twice_in_the_outbox_invites_once(there: Ceremony) -> None:
    opened = [event for event in engine.history(there.session, there.project.instance_id)
              if event.kind == "task.opened" and event.element_id == "customer_signs"]

    with transaction() as session:
        invite(opened[0], session)

    assert len(there.session.scalars(select(SigningLink)).all()) == 1


def test_a_contact_reads_english_when_they_do(there: Ceremony, clock) -> None:
    with transaction() as session:
        contact = customers.get_contact(session, there.cast.customer.contact_id or 0)
        assert contact is not None
        contact.locale = "en"
    clock.forward(minutes=2)

    with transaction() as session:
        confirmations.resend(session, there.confirmation, contact=there.cast.customer.id, actor="lead")

    assert there.mails()[0].subject == "Please sign: Requirement confirmation, version 1 (柔性生产线)"


def test_once_the_mail_has_left_only_its_reader_has_the_link(there: Ceremony) -> None:
    token, mail = there.token(), there.mails()[0]

    with transaction() as session:
        notifications.mark_sent(session, mail)

    rows = str(there.session.execute(text("SELECT * FROM outgoing_mail")).all())
    assert token not in rows
    assert confirmations.resolve(there.session, token)


@pytest.mark.parametrize("how", ["sent", "ran out"])
def test_a_code_is_erased_once_its_mail_has_left_or_it_has_run_out(there: Ceremony, clock, how: str) -> None:
    code = send_code(there)
    mail = there.mails()[0]
    assert all(code in shown(mail, "") for shown in (notifications.full_text, notifications.full_html))

    if how == "ran out":
        clock.forward(minutes=10, seconds=1)
        assert code not in notifications.text_of(mail)
    with transaction() as session:
        kept = session.merge(mail)
        notifications.mark_sent(session, kept) if how == "sent" else notifications.forget_secrets(session)

    assert code not in str(there.session.execute(text("SELECT * FROM outgoing_mail")).all())
    assert "······" in notifications.text_of(there.mails()[0])


def test_a_code_that_ran_out_before_a_server_took_it_is_not_sent_any_more(there: Ceremony, clock) -> None:
    send_code(there)
    with transaction() as session:
        for mail in notifications.mails(session)[1:]:
            notifications.mark_sent(session, mail)
    assert notifications.is_mail_due(there.session)

    clock.forward(minutes=10, seconds=1)

    assert not notifications.is_mail_due(there.session)
    assert notifications.unsent_count(there.session) == 0


def test_when_the_signer_has_left_the_lead_is_told_and_the_history_says_so(tmp_path: Path) -> None:
    with build.database(f"sqlite:///{tmp_path / 'left.db'}"):
        there = ceremony.begin()
        with transaction() as rows:
            contact = rows.get_one(customers.Contact, there.cast.customer.contact_id)
            customers.retire_contact(rows, contact)
        there.write_draft()
        build.work()

        told = notifications.of_actor(there.session, "lead")[0]
        kinds = [event.kind for event in engine.history(there.session, there.project.instance_id or 0)]
        mails = [mail.to for mail in notifications.mails(there.session)]
        assert (told.message_id, told.facts["signer"]) == ("told-not_invited", "客户代表")
        assert "confirmation.not_invited" in kinds
        assert "reaction.failed" not in kinds
        assert "customer@customer.example" not in mails
        assert "lead@tandem.example" in mails


def test_a_void_leaves_no_open_session_behind(there: Ceremony) -> None:
    token = there.token()
    check(there, send_code(there))
    there.take_back()

    link = there.session.scalars(select(SigningLink).where(SigningLink.token_hash == access.hash_of_token(token))).one()
    assert (link.session_hash, link.session_until) == (None, None)
    assert link.revoked_at is not None


def test_every_secret_is_compared_in_constant_time(there: Ceremony, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[bytes] = []

    def watched(one: bytes, other: bytes) -> bool:
        compared.append(one)
        return compare_digest(one, other)

    token, code = there.token(), send_code(there)
    monkeypatch.setattr("webapp.domain.access.rules.hmac.compare_digest", watched)
    secret = check(there, code)
    confirmations.is_identified(confirmations.resolve(there.session, token), secret)

    assert len(compared) == 2


def test_the_table_alone_does_not_give_six_digits_away() -> None:
    hashes = {access.hash_of_code("123456", token=token) for token in ("one link", "another link")}

    assert len(hashes) == 2
    assert hashlib.sha256(b"123456").hexdigest() not in hashes


def test_a_link_is_sent_twenty_codes_and_no_more(there: Ceremony, clock) -> None:
    for _ in range(rules.CODES_PER_LINK):
        send_code(there)
        clock.forward(minutes=1)

    with pytest.raises(CodeRefused) as refused:
        send_code(there)

    assert refused.value.message_id == "code-locked"
