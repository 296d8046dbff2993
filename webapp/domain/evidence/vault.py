"""The vault: private keys rest encrypted, bound to what they are for. Its own key comes from the settings, never from a table."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from webapp.domain.evidence.errors import VaultClosed

NONCE_BYTES = 12
_CONTEXT = b"tandem/vault/1"


class Vault:
    """Seals and opens with AES-256-GCM; `label` is authenticated, so no sealed key can stand in for another."""

    def __init__(self, secret: str) -> None:
        derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=_CONTEXT)
        self._cipher = AESGCM(derive.derive(secret.encode()))

    def seal(self, secret: bytes, *, label: str) -> bytes:
        """Encrypt a private key for this purpose."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secret, label.encode())

    def open(self, sealed: bytes, *, label: str) -> bytes:
        """Decrypt it again; a wrong vault key and a swapped row are the same refusal."""
        nonce, text = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, text, label.encode())
        except InvalidTag as error:
            raise VaultClosed("vault-other-key", label=label) from error
