"""Staff sign by passkey: what fits is kept as proof; replayed, foreign, stale or unseen by its owner it signs nothing."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from webauthn import verify_authentication_response
from webauthn.helpers import base64url_to_bytes

from tests.support.softkey import Softkey
from tests.web.signing.conftest import CSRF, PASSWORD, Screens, Visitor
from webapp.domain import people
from webapp.domain.people.passkeys import MOST_KEYS
from webapp.transaction import transaction

REFUSED, STALE = "The passkey's answer does not fit", "is too old or was answered already"


class Signer:
    """The lead at a desk with a key."""

    def __init__(self, screens: Screens) -> None:
        self.screens, self.key = screens, Softkey()
        self.desk = screens.signed_in("lead")
        self.page = f"/confirmations/{screens.there.confirmation.id}"

    @property
    def own_page(self) -> str:
        return f"/people/{self.screens.there.cast.lead.person_id}"

    def registers(self, key: Softkey | None = None, password: str = PASSWORD) -> Any:
        key = key or self.key
        asked = self.desk.post("/account/passkeys/question", page=self.own_page)
        return self.desk.post("/account/passkeys", page=self.own_page, name="办公电脑", password=password,
                              credential=key.made_for(asked.json))

    def asked(self) -> dict[str, Any]:
        answer = self.desk.post(f"{self.page}/question", page=self.page)
        assert answer.status_code == 200
        return answer.json  # type: ignore[return-value]

    def sends(self, credential: str, desk: Visitor | None = None, **other: str) -> Any:
        return (desk or self.desk).post(f"{self.page}/signature", page=self.page, credential=credential,
                                        **self.screens.signature(**other))


@pytest.fixture
def signer(screens: Screens) -> Signer:
    signer = Signer(screens)
    assert signer.registers().status_code == 303
    return signer


def signatures(signer: Signer) -> list[Any]:
    signer.screens.there.session.expire_all()
    return list(signer.screens.there.confirmation.signatures)


def test_a_passkey_signs_and_its_answer_is_proof_without_us(signer: Signer) -> None:
    answer = signer.sends(signer.key.signed(signer.asked()))

    assert answer.status_code == 303
    signature, = signatures(signer)
    proof = signature.assertion
    assert signature.identified_by == "passkey"
    told = json.dumps(proof["signed"], sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert proof["signed"]["sha256"] == signer.screens.there.confirmation.sha256
    assert proof["signed"]["consent_sha256"] == hashlib.sha256(signature.consent.encode()).hexdigest()
    verify_authentication_response(
        credential={"id": proof["credential_id"], "rawId": proof["credential_id"], "type": "public-key",
                    "response": {name: proof[name] for name in ("authenticatorData", "clientDataJSON", "signature")}},
        expected_challenge=hashlib.sha256(told).digest(), expected_rp_id="localhost",
        expected_origin=proof["origin"], credential_public_key=base64url_to_bytes(proof["public_key"]),
        credential_current_sign_count=0, require_user_verification=True)


def test_with_a_passkey_registered_the_password_signs_no_more(signer: Signer) -> None:
    assert signer.sends("", password=PASSWORD).status_code == 422

    assert signatures(signer) == []


@pytest.mark.parametrize("how", [
    {"verified": False}, {"origin": "https://elsewhere.example"}, {"as_id": b"another key"},
])
def test_an_answer_that_proves_nothing_is_refused(signer: Signer, how: dict[str, Any]) -> None:
    answer = signer.sends(signer.key.signed(signer.asked(), **how))

    assert answer.status_code == 422
    assert REFUSED in answer.get_data(as_text=True).replace("&#39;", "'")
    assert signatures(signer) == []


def test_another_key_under_the_right_name_is_refused(signer: Signer) -> None:
    thief = Softkey()

    answer = signer.sends(thief.signed(signer.asked(), as_id=signer.key.id))

    assert answer.status_code == 422
    assert signatures(signer) == []


def test_a_key_bound_to_another_host_is_refused(signer: Signer) -> None:
    signer.key.host = "elsewhere.example"

    assert signer.sends(signer.key.signed(signer.asked())).status_code == 422


def test_a_question_is_answered_within_minutes(signer: Signer, later: Any) -> None:
    credential = signer.key.signed(signer.asked())
    later(minutes=5, seconds=1)

    answer = signer.sends(credential)

    assert STALE in answer.get_data(as_text=True)
    assert signatures(signer) == []


def test_only_the_newest_question_counts(signer: Signer) -> None:
    credential = signer.key.signed(signer.asked())
    signer.asked()

    assert STALE in signer.sends(credential).get_data(as_text=True)


def test_an_answer_signs_once_and_no_later_version(signer: Signer) -> None:
    credential = signer.key.signed(signer.asked())
    assert signer.sends(credential).status_code == 303
    there = signer.screens.there
    there.take_back()
    there.work()
    there.write_draft()
    signer.page = f"/confirmations/{there.confirmation.id}"

    answer = signer.sends(credential)

    assert STALE in answer.get_data(as_text=True)
    assert signatures(signer) == []


def test_a_challenge_we_never_gave_is_refused(signer: Signer) -> None:
    signer.asked()

    answer = signer.sends(signer.key.signed({"challenge": "AAAA"}))

    assert STALE in answer.get_data(as_text=True)


@pytest.mark.parametrize("rubbish", ["", "{}", "[]", "null", '{"id": 1}', '{"id": "x", "response": {}}',
                                     '{"id":"x","response":{"clientDataJSON":"%%"}}', "x" * 5000])
def test_rubbish_is_refused_in_words(signer: Signer, rubbish: str) -> None:
    signer.asked()

    assert signer.sends(rubbish).status_code == 422
    assert signatures(signer) == []


def test_a_question_asked_in_one_language_is_not_answered_in_another(signer: Signer) -> None:
    credential = signer.key.signed(signer.asked())
    signer.desk.client.set_cookie("locale", "zh")

    assert signer.sends(credential).status_code == 422
    assert signatures(signer) == []


def test_a_key_that_counts_backwards_is_a_copy(signer: Signer) -> None:
    signer.key.count = -1

    assert signer.sends(signer.key.signed(signer.asked())).status_code == 422


def test_registering_and_removing_need_the_password(screens: Screens) -> None:
    signer = Signer(screens)
    signer.registers(password="wrong password")
    assert "/removal" not in signer.desk.get(signer.own_page).text

    signer.registers()
    removal = signer.desk.get(signer.own_page).text.partition('/removal"')[0].rpartition('"')[2] + "/removal"
    signer.desk.post(removal, page=signer.own_page, password="wrong password")
    assert "/removal" in signer.desk.get(signer.own_page).text

    signer.desk.post(removal, page=signer.own_page, password=PASSWORD)
    assert "/removal" not in signer.desk.get(signer.own_page).text


def colleague(signer: Signer) -> Visitor:
    """The designer at a desk of their own, with a password."""
    desk = signer.screens.signed_in("designer")
    with transaction() as session:
        person = people.get_person(session, signer.screens.there.cast.designer.person_id or 0)
        assert person is not None
        people.set_password(session, person, PASSWORD)
        with desk.client.session_transaction() as own:
            own["epoch"] = person.session_epoch
    return desk


def test_a_colleagues_key_does_not_sign_for_the_lead(signer: Signer) -> None:
    theirs, desk = Softkey(), colleague(signer)
    own_page = f"/people/{signer.screens.there.cast.designer.person_id}"
    asked = desk.post("/account/passkeys/question", page=own_page)
    desk.post("/account/passkeys", page=own_page, name="手机", password=PASSWORD, credential=theirs.made_for(asked.json))
    assert "/removal" in desk.get(own_page).text

    answer = signer.sends(theirs.signed(signer.asked()))

    assert answer.status_code == 422
    assert REFUSED in answer.text.replace("&#39;", "'")
    assert signatures(signer) == []


def test_a_key_that_was_removed_signs_no_more(signer: Signer) -> None:
    signer.registers(Softkey())
    asked = signer.asked()
    removal = signer.desk.get(signer.own_page).text.partition('/removal"')[0].rpartition('"')[2] + "/removal"
    signer.desk.post(removal, page=signer.own_page, password=PASSWORD)

    assert REFUSED in signer.sends(signer.key.signed(asked)).text.replace("&#39;", "'")
    assert signatures(signer) == []


def test_the_newest_question_alone_is_answered_and_others_questions_go_on(signer: Signer) -> None:
    older, newest = signer.asked(), signer.asked()
    colleague(signer).post("/account/passkeys/question", page=f"/people/{signer.screens.there.cast.designer.person_id}")
    signer.desk.post("/account/passkeys/question", page=signer.own_page)

    assert STALE in signer.sends(signer.key.signed(older)).text
    assert signer.sends(signer.key.signed(newest)).status_code == 303


def test_a_key_is_registered_by_ones_own_question_about_that(signer: Signer) -> None:
    """Neither a colleague's question nor the one about a signature makes a key of mine."""
    desk, own_page = colleague(signer), f"/people/{signer.screens.there.cast.designer.person_id}"
    anothers = signer.desk.post("/account/passkeys/question", page=signer.own_page).json
    about_a_signature = {**anothers, "challenge": signer.asked()["challenge"]}

    for whose, page, asked in ((desk, own_page, anothers), (signer.desk, signer.own_page, about_a_signature)):
        keys = whose.get(page).text.count('/removal"')
        whose.post("/account/passkeys", page=page, name="手机", password=PASSWORD, credential=Softkey().made_for(asked))
        assert whose.get(page).text.count('/removal"') == keys


def test_nobody_registers_keys_without_end(signer: Signer) -> None:
    for limiter in signer.screens.app.extensions["limiter"]:
        limiter.enabled = False
    for _ in range(MOST_KEYS):
        signer.registers(Softkey())

    assert f"{MOST_KEYS} passkeys are enough" in signer.desk.get(signer.own_page).text
    assert signer.desk.get(signer.own_page).text.count('/removal"') == MOST_KEYS


def test_nobody_removes_a_colleagues_key_or_is_asked_for_anothers_signature(signer: Signer) -> None:
    designer = colleague(signer)

    assert designer.post("/account/passkeys/1/removal", page=f"/people/{signer.screens.there.cast.designer.person_id}",
                         password=PASSWORD).status_code == 404
    assert "/removal" in signer.desk.get(signer.own_page).text
    token = CSRF.findall(designer.get("/inbox/").text)
    asked = designer.client.post(f"{signer.page}/question", data={"csrf_token": token[-1] if token else ""})
    assert asked.status_code in (403, 404)


def test_a_question_needs_the_forms_token(signer: Signer) -> None:
    assert signer.desk.client.post(f"{signer.page}/question").status_code == 400
