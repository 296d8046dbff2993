"""Passkeys: a key in a person's device that signs only after it has seen the person (WebAuthn, user verification).

What a key signs is a challenge of ours, asked for once, for one purpose, and good for a few minutes.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

import engine
from webapp.domain import wording
from webapp.domain.people.models import Passkey, PasskeyChallenge, Person

FRESH = timedelta(minutes=5)
REGISTERS = "register"
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
LONGEST_NAME, MOST_KEYS = 60, 10


class PasskeyRefused(wording.FieldRefused):
    """What the device sent proves nothing: stale, replayed, of another key or place, or without its owner."""


@dataclass(frozen=True, slots=True)
class Party:
    """Where passkeys are good: the host they are bound to, and the address pages are opened at."""

    host: str
    origin: str

    @classmethod
    def at(cls, base_url: str) -> Party:
        """The party of this installation's own address, never of one that a request claims.

        A browser binds no key to a bare number, so this machine is called localhost.
        """
        address = urlsplit(base_url)
        host = address.hostname or ""
        if host not in LOOPBACK:
            return cls(host, f"{address.scheme}://{address.netloc}")
        port = f":{address.port}" if address.port else ""
        return cls("localhost", f"{address.scheme}://localhost{port}")


def passkeys_of(session: Session, person_id: int | None) -> list[Passkey]:
    """The keys a person uses today, in the order they were registered."""
    query = select(Passkey).where(Passkey.person_id == person_id, Passkey.removed_at.is_(None))
    return list(session.scalars(query.order_by(Passkey.id)))


def ask_to_register(session: Session, person: Person, party: Party) -> dict[str, Any]:
    """Options for the browser to make a new key, which never leaves the device."""
    challenge = secrets.token_bytes(32)
    _remember(session, person, REGISTERS, challenge, b"")
    options = webauthn.generate_registration_options(
        rp_id=party.host, rp_name="Tandem", user_name=person.username, user_display_name=person.name,
        user_id=f"person:{person.id}".encode(), challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.REQUIRED),
        exclude_credentials=_described(passkeys_of(session, person.id)),
    )
    return _plain(options)


def register(session: Session, person: Person, party: Party, credential: str, *, name: str) -> Passkey:
    """Keep the public half of the key that the device has just made."""
    said = _read(credential)
    asked = _use(session, person, REGISTERS, said)
    if len(passkeys_of(session, person.id)) >= MOST_KEYS:
        raise PasskeyRefused("passkeys-many", field="passkey", most=MOST_KEYS)
    try:
        made = webauthn.verify_registration_response(
            credential=said, expected_challenge=asked.challenge, expected_rp_id=party.host,
            expected_origin=party.origin, require_user_verification=True)
    except (WebAuthnException, ValueError) as error:
        raise PasskeyRefused("passkey-refused", field="passkey") from error
    key = Passkey(person_id=person.id, credential_id=bytes_to_base64url(made.credential_id),
                  public_key=made.credential_public_key, sign_count=made.sign_count,
                  name=" ".join(name.split())[:LONGEST_NAME] or "–", registered_at=engine.now())
    session.add(key)
    session.flush()
    return key


def remove_passkey(session: Session, key: Passkey) -> None:
    """The key signs no more; what it has signed stays proved, so its public half is kept."""
    key.removed_at = key.removed_at or engine.now()
    session.flush()


def ask_to_sign(
    session: Session, person: Person, party: Party, *, purpose: str, challenge: bytes, nonce: bytes
) -> dict[str, Any]:
    """Options for the browser to sign this challenge with one of the person's keys."""
    _remember(session, person, purpose, challenge, nonce)
    return _plain(webauthn.generate_authentication_options(
        rp_id=party.host, challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED,
        allow_credentials=_described(passkeys_of(session, person.id))))


def asked_before(session: Session, person: Person, purpose: str, credential: str) -> PasskeyChallenge:
    """The challenge that the device answers: ours, of this person and purpose, unused and fresh; used up now."""
    return _use(session, person, purpose, _read(credential))


def verify_answer(
    session: Session, person: Person, party: Party, credential: str, *, challenge: bytes
) -> dict[str, Any]:
    """What proves, to anybody and without us, that the person's key signed this challenge."""
    said = _read(credential)
    key = session.scalar(select(Passkey).where(
        Passkey.person_id == person.id, Passkey.credential_id == said["id"], Passkey.removed_at.is_(None)
    ).with_for_update(of=Passkey))
    if key is None:
        raise PasskeyRefused("passkey-refused", field="passkey")
    try:
        seen = webauthn.verify_authentication_response(
            credential=said, expected_challenge=challenge, expected_rp_id=party.host, expected_origin=party.origin,
            credential_public_key=key.public_key, credential_current_sign_count=key.sign_count,
            require_user_verification=True)
    except (WebAuthnException, ValueError) as error:
        raise PasskeyRefused("passkey-refused", field="passkey") from error
    key.sign_count, key.used_at = seen.new_sign_count, engine.now()
    response = said["response"]
    return {
        "credential_id": key.credential_id, "public_key": bytes_to_base64url(key.public_key),
        "rp_id": party.host, "origin": party.origin, "challenge": bytes_to_base64url(challenge),
        **{name: response[name] for name in ("authenticatorData", "clientDataJSON", "signature")},
    }


def _remember(session: Session, person: Person, purpose: str, challenge: bytes, nonce: bytes) -> None:
    """Keep what we asked. A new question of the same purpose replaces the older ones."""
    at = engine.now()
    session.execute(
        update(PasskeyChallenge)
        .where(PasskeyChallenge.person_id == person.id, PasskeyChallenge.purpose == purpose,
               PasskeyChallenge.used_at.is_(None))
        .values(used_at=at))
    session.add(PasskeyChallenge(person_id=person.id, purpose=purpose, challenge=challenge, nonce=nonce, asked_at=at,
                                 expires_at=at + FRESH))
    session.flush()


def _use(session: Session, person: Person, purpose: str, said: Mapping[str, Any]) -> PasskeyChallenge:
    """Find the open question that was answered, locked, so that two answers at once are one."""
    row = session.scalar(select(PasskeyChallenge).where(
        PasskeyChallenge.person_id == person.id, PasskeyChallenge.purpose == purpose,
        PasskeyChallenge.challenge == _challenge_in(said)
    ).with_for_update(of=PasskeyChallenge))
    if row is None or row.used_at is not None or row.expires_at <= engine.now():
        raise PasskeyRefused("passkey-stale", field="passkey")
    row.used_at = engine.now()
    session.flush()
    return row


def _challenge_in(said: Mapping[str, Any]) -> bytes:
    try:
        told = json.loads(base64url_to_bytes(said["response"]["clientDataJSON"]))
        return base64url_to_bytes(told["challenge"])
    except (KeyError, TypeError, ValueError) as error:
        raise PasskeyRefused("passkey-refused", field="passkey") from error


def _read(credential: str) -> dict[str, Any]:
    """The browser's JSON; whatever else was sent is refused in words."""
    try:
        said = json.loads(credential)
    except ValueError as error:
        raise PasskeyRefused("passkey-refused", field="passkey") from error
    if not isinstance(said, dict) or not isinstance(said.get("response"), dict) or not isinstance(said.get("id"), str):
        raise PasskeyRefused("passkey-refused", field="passkey")
    return said


def _described(keys: list[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential_id)) for key in keys]


def _plain(options: Any) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(options_to_json(options))
    return told
