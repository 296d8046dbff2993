"""What this installation told of itself at start: the vault's key, where its signer and its time come from, its address."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from webapp.domain.evidence.errors import VaultClosed
from webapp.domain.evidence.vault import Vault


@dataclass(frozen=True, slots=True)
class House:
    """Told once; nothing of it is ever logged or shown."""

    vault_secret: str
    base_url: str = "http://127.0.0.1:8000"
    signer_url: str | None = None
    signer_token: str = ""
    authority_url: str | None = None

    def __repr__(self) -> str:
        return f"House({self.base_url})"


_told: dict[str, House] = {}


def introduce(house: House) -> None:
    """Say where keys and time come from; a later telling replaces the former."""
    _told["house"] = house


def house() -> House:
    """What was told; without it nothing can be signed, and that is said."""
    if "house" not in _told:
        raise VaultClosed("vault-untold")
    return _told["house"]


def vault() -> Vault:
    """The vault, opened with this installation's key."""
    return Vault(house().vault_secret)


def origin() -> str:
    """How our log calls itself in tree heads: the host that people know us by."""
    parts = urlsplit(house().base_url)
    return f"{parts.netloc}/log"
