"""Every route of the product, tried by everybody: nobody sees what is not theirs, and looking never writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from werkzeug.routing import Rule

from tests.web.attacks.world import House, standing

OPEN_TO_ALL = {
    "static", "health.show", "auth.sign_in", "auth.create", "auth.create_in_demo", "auth.sign_out",
    "auth.set_theme", "auth.set_language", "auth.set_mails", "auth.sign_out_everywhere", "signing.show", "signing.show_document", "signing.show_page",
    "signing.send_code", "signing.check_code", "signing.sign", "signing.decline", "signing.delegate",
    "portal.home", "portal.ask", "portal.code", "portal.check_code", "portal.door", "portal.send_code", "portal.enter", "portal.leave",
    "verification.index", "verification.check", "verification.show", "verification.tool", "errands.show", "errands.complete", "errands.save_draft",
}
PORTAL = {
    "portal.show", "portal.write", "portal.remark", "portal.open_task", "portal.show_document", "portal.read_document",
    "portal.show_signed", "portal.show_evidence",
}
"""For contacts in a session of their own: tests/web/portal says of every one of them who sees what."""
OPEN_TO_STAFF = {
    "customers.show", "customers.edit", "customers.update", "customers.add_contact", "customers.add_note",
    "customers.retire_contact", "people.show", "people.show_department", "processes.show", "processes.diagram", "processes.starter", "rehearsal.show_trail",
    "outbox.show", "outbox.show_letter", "people.remove_passkey",
}
ADMINISTRATORS = {"incidents.index", "people.edit", "people.update", "people.depart", "people.new", "people.create",
                  "people.new_department", "people.create_department", "people.edit_department",
                  "customers.allow_substitute", "customers.withdraw_substitute", "customers.grant", "customers.withdraw_grant",
                  "customers.send_portal_link", "customers.close_portal", "customers.edit_contact", "customers.update_contact", "seals.index", "seals.create", "seals.show", "seals.show_picture",
                  "seals.allow", "seals.withdraw", "seals.retire",
                  "letterhead.show", "letterhead.update", "letterhead.remove_mark", "letterhead.show_mark",
                  "people.update_department"}
MEMBERS = {
    "tasks.show", "tasks.assign", "tasks.claim", "tasks.comment", "tasks.complete", "tasks.release",
    "tasks.send_back", "tasks.delegate", "tasks.add_signer", "tasks.remove_signer", "tasks.withdraw",
    "tasks.save_draft", "projects.show", "projects.new_beside", "projects.begin_beside", "projects.show_beside",
    "projects.write_to_customer", "projects.answer_remark",
    "files.show", "files.show_document", "files.read_document", "files.show_signed", "files.show_word", "files.show_excel", "files.show_evidence",
    "signing.confirmations.show", "signing.confirmations.show_document", "signing.confirmations.show_page",
    "signing.confirmations.sign", "signing.confirmations.decline", "signing.confirmations.revise",
    "cases.show", "cases.way", "cases.send_back", "cases.move", "cases.skip", "cases.add", "cases.remove", "cases.set_variable",
    "cases.suspend", "cases.resume", "cases.terminate",
    "signing.confirmations.resend", "signing.confirmations.delegate", "signing.confirmations.ask_for_passkey",
    "incidents.retry", "incidents.reopen", "incidents.find_home", "incidents.discard",
    "notifications.read", "errands.staff.resend",
}
PROCESS_OWNERS = {
    "studio.index", "studio.new", "studio.create", "studio.bring", "studio.show", "studio.begin", "studio.discard", "studio.export",
    "studio.history", "studio.file", "studio.save_file", "studio.create_file", "studio.bring_file", "studio.rename_file",
    "studio.remove_file", "studio.bring_back", "studio.download", "studio.content", "studio.save", "studio.presence",
    "studio.note_presence", "studio.context", "studio.findings", "studio.comments", "studio.comment", "studio.take_back",
    "studio.review", "studio.publish", "studio.publish_again", "studio.take_from_disk", "studio.compare", "studio.side_diagram",
    "studio.preview_form", "studio.try_decision", "studio.trials_page", "studio.begin_trial", "studio.trial", "studio.complete_in_trial", "studio.turn_in_trial",
    "studio.send_in_trial", "studio.step_back", "studio.keep_as_example", "studio.plan", "studio.migrate", "studio.migration", "studio.extend", "studio.revert",
    "studio.here", "studio.steps", "studio.offer_key", "studio.create_part", "studio.words", "studio.save_words", "studio.plan_update", "studio.update", "studio.ask_for_review",
}
FOR_EVERY_MEMBER = {"tasks.comment"}
STRANGE_IDS = ("0", "-1", "999999", str(10**30), str(2**63), "abc", "1.5", "1e3", "0x1", "%00", "%ff", "1%00",
               "..%2f..%2fetc%2fpasswd", "9" * 5000)
STRANGE_WORDS = ("%00", "%ff", "..%2f..%2fetc%2fpasswd", "%ed%a0%80", "a" * 5000, "'%20OR%201=1--")
MANY = str(10**30)
STRANGE_QUERIES = (
    f"customer={MANY}&page={MANY}&process={MANY}", "search=%00&process=%00&stage=%00&next=%00",
    "search=%25&due=never&box=%ff&stage=%ed%a0%80", "customer=-1&search=" + "a" * 5000,
    "page=-1&customer=abc&process=..%2f", "page=%D9%A3&customer=%D9%A3", "page=99999&box=done",
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with standing(f"sqlite:///{tmp_path_factory.mktemp('doors') / 'house.db'}") as house:
        yield house


def test_every_door_to_a_thing_says_whose_it_is(house: House) -> None:
    to_things = {rule.endpoint for rule in house.app.url_map.iter_rules() if rule.arguments}

    assert to_things <= OPEN_TO_ALL | PORTAL | OPEN_TO_STAFF | ADMINISTRATORS | MEMBERS | PROCESS_OWNERS


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE"])
def test_who_is_not_signed_in_is_led_to_the_sign_in_page(house: House, method: str) -> None:
    closed = [rule for rule in house.rules(method) if rule.endpoint not in OPEN_TO_ALL | PORTAL]

    with house.statements() as written:
        answers = {str(rule): house.visitor().open(house.address(rule), method=method) for rule in closed}

    led = {where: answer.status_code == 302 and answer.location.startswith("/sign-in")
           for where, answer in answers.items()}
    assert all(led.values()), led
    assert written == []


def test_a_signing_link_opens_nothing_of_the_staffs(house: House) -> None:
    customer = house.visitor()
    customer.get(f"/s/{house.token}")
    customer.set_cookie("signing", "x" * 40)
    closed = [rule for rule in house.rules("GET") if rule.endpoint not in OPEN_TO_ALL | PORTAL]

    assert {customer.get(house.address(rule)).status_code for rule in closed} == {302}


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_a_stranger_among_the_staff_finds_nothing_there(house: House, method: str) -> None:
    stranger = house.signed_in(house.cast.stranger)
    private = [rule for rule in house.rules(method) if rule.endpoint in MEMBERS | ADMINISTRATORS | PROCESS_OWNERS]

    with house.statements() as written:
        seen = {rule.endpoint: stranger.open(house.address(rule), method=method, data=_typed()).status_code
                for rule in private}

    assert _but(seen, 404) == {}
    assert written == []


def test_a_member_who_may_look_on_may_do_nothing(house: House) -> None:
    onlooker = house.signed_in(house.cast.process_owner)
    doors = [rule for rule in house.rules("POST") if rule.endpoint in MEMBERS - FOR_EVERY_MEMBER]
    before = house.sums()

    seen = {rule.endpoint: onlooker.post(house.address(rule), data=_typed()).status_code for rule in doors}

    after = house.sums()
    assert _but(seen, 403, 404, 409, 422) == {}
    assert {name for name in after if after[name] != before[name]} <= {"person"}, "a password guessed wrong is counted, at any door"


@pytest.mark.parametrize("who", ["nobody", "customer", "lead", "designer", "admin", "process_owner", "stranger"])
def test_looking_never_writes(house: House, who: str) -> None:
    visitors = {"nobody": house.visitor, "customer": house.in_the_portal}
    reader = visitors[who]() if who in visitors else house.signed_in(getattr(house.cast, who))
    before = house.sums()

    with house.statements() as written:
        statuses = {(str(rule), method):
                    reader.open(house.address(rule), method=method, buffered=True).status_code
                    for rule in house.rules("GET") for method in ("GET", "HEAD")}

    assert written == []
    assert house.sums() == before
    assert _but(statuses, 200, 302, 404) == {}


def test_the_owner_gets_every_page(house: House) -> None:
    lead = house.signed_in(house.cast.lead)
    pages = [rule for rule in house.rules("GET") if rule.endpoint not in ADMINISTRATORS | PROCESS_OWNERS | PORTAL]

    seen = {str(rule): lead.get(house.address(rule), buffered=True).status_code for rule in pages}

    not_yet = {where: 404 for where in seen if where.endswith(("/signed", "/evidence"))}  # nobody has signed yet
    not_yet |= {"/portal/code": 302}  # nobody has asked for a code
    assert _but(seen, 200) == not_yet


def test_the_process_owner_gets_every_page_of_the_studio(house: House) -> None:
    owner = house.signed_in(house.cast.process_owner)
    pages = [rule for rule in house.rules("GET") if rule.endpoint in PROCESS_OWNERS]

    seen = {str(rule): owner.get(house.address(rule), buffered=True).status_code for rule in pages}

    assert _but(seen, 200) == {}


def test_nothing_is_taken_without_the_pages_hidden_token(
        house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    lead, before = house.signed_in(house.cast.lead), house.sums()
    monkeypatch.setitem(house.app.config, "WTF_CSRF_ENABLED", True)

    answers = {f"{method} {rule}": lead.open(house.address(rule), method=method, data=_typed())
               for method in ("POST", "PUT", "DELETE") for rule in house.rules(method)}

    assert {answer.status_code for answer in answers.values()} == {400}
    assert all("Load it again" in answer.text for answer in answers.values())
    assert house.sums() == before


@pytest.mark.parametrize("who", ["admin", "process_owner"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_what_is_not_there_is_not_found_whatever_is_asked_for(house: House, method: str, who: str) -> None:
    asker = house.signed_in(getattr(house.cast, who))
    asker.set_cookie("portal", house.visit)
    before = house.sums()

    seen = {}
    for rule in house.rules(method):
        for address in _strange_addresses(house, rule):
            seen[address[:90]] = asker.open(address, method=method, data=_typed()).status_code

    assert _but(seen, 404) == {}
    assert house.sums() == before


def test_a_strange_question_never_breaks_a_page(house: House) -> None:
    lead = house.signed_in(house.cast.lead)

    seen = {(str(rule), query): lead.get(f"{house.address(rule)}?{query}").status_code
            for rule in house.rules("GET") for query in STRANGE_QUERIES if rule.endpoint != "static"}

    assert _but(seen, 200, 302, 404) == {}


def _but(seen: Mapping[Any, int], *expected: int) -> dict[Any, int]:
    """What answered otherwise than expected."""
    return {door: status for door, status in seen.items() if status not in expected}


def _strange_addresses(house: House, rule: Rule) -> Iterator[str]:
    """The route's address with one thing in it that cannot be, one after the other."""
    for name in rule.arguments - {"filename"}:
        is_number = rule._converters[name].__class__.__name__ == "IntegerConverter"
        marked = house.address(rule, **{name: "MARK"})
        for strange in STRANGE_IDS if is_number else STRANGE_WORDS:
            if rule.endpoint != "rehearsal.show_trail":
                yield marked.replace("MARK", strange)


def _typed() -> dict[str, str]:
    return {"text": "x", "to": "designer", "reason": "long enough a reason", "name": "x", "email": "x@x",
            "consent": "y", "password": "a long enough password", "sha256": "0" * 64}
