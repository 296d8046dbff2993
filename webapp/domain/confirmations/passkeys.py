"""A staff signature by passkey: what the key signs names the version, its hash, the signer and the consent."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

from sqlalchemy.orm import Session
from webauthn.helpers import bytes_to_base64url

from webapp.domain import people
from webapp.domain.confirmations.errors import MayNotSign
from webapp.domain.confirmations.models import Confirmation
from webapp.domain.confirmations.rules import consent_in
from webapp.domain.people import Actor, Party, Person

BY_PASSKEY = "passkey"


def ask_for_passkey(
    session: Session, confirmation: Confirmation, *, actor: Actor, locale: str, party: Party
) -> dict[str, Any]:
    """Ask the signer's device to sign this very version with the words its owner agrees to."""
    nonce = secrets.token_bytes(16)
    challenge = _digest(signed_facts(confirmation, actor.id, locale, nonce))
    return people.ask_to_sign(session, _person(session, actor), party, purpose=_purpose(confirmation),
                              challenge=challenge, nonce=nonce)


def prove_by_passkey(
    session: Session, confirmation: Confirmation, credential: str, *, actor: Actor, locale: str, party: Party
) -> dict[str, Any]:
    """The device's answer as evidence: it fits this version as it stands now, or it is refused.

    The challenge is computed anew from what is being signed, so an answer for another version, another hash or
    other words fits nothing.
    """
    person = _person(session, actor)
    asked = people.asked_before(session, person, _purpose(confirmation), credential)
    facts = signed_facts(confirmation, actor.id, locale, asked.nonce)
    proof = people.verify_answer(session, person, party, credential, challenge=_digest(facts))
    return {**proof, "signed": facts}


def signed_facts(confirmation: Confirmation, signer: str, locale: str, nonce: bytes) -> dict[str, Any]:
    """What the challenge is the SHA-256 of, as canonical JSON: keys sorted, no blanks, UTF-8."""
    signatory = next((each for each in confirmation.awaited if each.actor == signer), None)
    if signatory is None:
        raise MayNotSign("not-the-signer")
    return {
        "confirmation": confirmation.id, "document": confirmation.document.number,
        "version": confirmation.version.number, "sha256": confirmation.sha256, "side": signatory.side,
        "role": signatory.role, "signer": signer, "nonce": bytes_to_base64url(nonce),
        "consent_sha256": hashlib.sha256(consent_in(locale).encode()).hexdigest(),
    }


def _digest(facts: dict[str, Any]) -> bytes:
    told = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(told.encode()).digest()


def _purpose(confirmation: Confirmation) -> str:
    return f"sign:{confirmation.id}"


def _person(session: Session, actor: Actor) -> Person:
    person = people.get_person(session, actor.person_id or 0)
    if person is None or not person.active:
        raise MayNotSign("signer-left", actor=actor.id)
    return person
