"""A passkey in software: makes and signs what a real device would, and what none should."""

from __future__ import annotations

import hashlib
import json
import os
import struct
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Softkey:
    """One key of one owner, bound to one host; whoever holds it may leave the owner unseen or lie about the place."""

    def __init__(self, host: str = "localhost", origin: str = "http://localhost:8000") -> None:
        self.host, self.origin = host, origin
        self.private, self.id, self.count = ec.generate_private_key(ec.SECP256R1()), os.urandom(16), 0

    @property
    def cose(self) -> bytes:
        """The public half, as keys are written in WebAuthn."""
        point = self.private.public_key().public_numbers()
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})

    def made_for(self, options: dict[str, Any]) -> str:
        """The answer to the question that registers a key."""
        about = b"\0" * 16 + struct.pack(">H", len(self.id)) + self.id + self.cose
        told = self._seen(PRESENT | VERIFIED | ATTESTED, about)
        return self._written({
            "clientDataJSON": self._said("webauthn.create", options),
            "attestationObject": cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": told}),
        })

    def signed(self, options: dict[str, Any], *, verified: bool = True, origin: str = "", as_id: bytes = b"") -> str:
        """The answer to the question that signs."""
        said, seen = self._said("webauthn.get", options, origin), self._seen(PRESENT | (VERIFIED if verified else 0))
        digest = seen + hashlib.sha256(said).digest()
        return self._written({
            "clientDataJSON": said, "authenticatorData": seen,
            "signature": self.private.sign(digest, ec.ECDSA(hashes.SHA256())),
        }, as_id)

    def _said(self, what: str, options: dict[str, Any], origin: str = "") -> bytes:
        challenge = bytes_to_base64url(base64url_to_bytes(options["challenge"]))
        return json.dumps({"type": what, "challenge": challenge, "origin": origin or self.origin,
                           "crossOrigin": False}).encode()

    def _seen(self, flags: int, about: bytes = b"") -> bytes:
        self.count += 1
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + struct.pack(">I", self.count) + about

    def _written(self, parts: dict[str, bytes], as_id: bytes = b"") -> str:
        key = bytes_to_base64url(as_id or self.id)
        return json.dumps({"id": key, "rawId": key, "type": "public-key",
                           "response": {name: bytes_to_base64url(part) for name, part in parts.items()}})
