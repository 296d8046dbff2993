"""A key in a hardware module (HSM), a smart card or any other token that speaks PKCS#11: the key never leaves it.

The setting is one address, as RFC 7512 writes it: `pkcs11:token=firm;object=signing?module-path=/usr/lib/…/libsofthsm2.so`. Its PIN
is `TANDEM_SIGNER_TOKEN`. The library python-pkcs11 is asked for only where such an address is set.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

from webapp.domain.evidence.errors import SignerAway

SCHEME = "pkcs11:"
HALF = 32  # bytes of r and of s, over P-256
NEEDED = ("token", "object", "module-path")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a key lies: the driver of the module, the token in it, and what the key is called there."""

    url: str
    module: str
    token: str
    label: str

    @classmethod
    def read(cls, url: str) -> Address:
        """Read the address; raises ValueError that names what is missing."""
        path, _, query = url.removeprefix(SCHEME).partition("?")
        told = {name: unquote(value) for name, _, value in (part.partition("=") for part in path.split(";"))}
        told |= dict(parse_qsl(query))
        if missing := [name for name in NEEDED if not told.get(name)]:
            raise ValueError(f"wants {SCHEME}token=…;object=…?module-path=…, and lacks {', '.join(missing)}")
        return cls(url, told["module-path"], told["token"], told["object"])


def is_address(url: str) -> bool:
    """Whether a key lies in a token and not behind HTTP."""
    return url.startswith(SCHEME)


class TokenSigner:
    """A key in a token: a digest goes in, a signature comes out."""

    def __init__(self, url: str, certificate: x509.Certificate, *, pin: str) -> None:
        self._address, self._pin, self._certificate = Address.read(url), pin, certificate

    @property
    def certificate(self) -> x509.Certificate:
        return self._certificate

    def sign(self, digest: bytes) -> bytes:
        """Let the token sign, and believe it only when the signature verifies."""
        with _opened(self._address, self._pin) as (pkcs11, session):
            key = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=self._address.label)
            raw = bytes(key.sign(digest, mechanism=pkcs11.Mechanism.ECDSA))
        signature = utils.encode_dss_signature(*(int.from_bytes(part, "big") for part in (raw[:HALF], raw[HALF:])))
        public = self._certificate.public_key()
        try:
            if not isinstance(public, ec.EllipticCurvePublicKey):
                raise SignerAway("signer-wrong", url=self._address.url)
            public.verify(signature, digest, ec.ECDSA(utils.Prehashed(hashes.SHA256())))
        except InvalidSignature as error:
            raise SignerAway("signer-wrong", url=self._address.url) from error
        return signature


def public_key(url: str, *, pin: str) -> ec.EllipticCurvePublicKey:
    """The public half of the key, to be certified."""
    with _opened(Address.read(url), pin) as (pkcs11, session):
        key = session.get_key(object_class=pkcs11.ObjectClass.PUBLIC_KEY, label=Address.read(url).label)
        der = pkcs11.util.ec.encode_ec_public_key(key)
    found = serialization.load_der_public_key(der)
    if not isinstance(found, ec.EllipticCurvePublicKey) or not isinstance(found.curve, ec.SECP256R1):
        raise SignerAway("signer-wrong", url=url)
    return found


@contextmanager
def _opened(address: Address, pin: str) -> Iterator[tuple[Any, Any]]:
    """A session with the token, for this once; whatever goes wrong with it is the signer being away."""
    try:
        import pkcs11  # noqa: PLC0415 -- only whoever keeps a key in a token needs it
        import pkcs11.util.ec  # noqa: PLC0415
    except ImportError as error:
        raise SignerAway("signer-library", url=address.url) from error
    try:
        with pkcs11.lib(address.module).get_token(token_label=address.token).open(user_pin=pin) as session:
            yield pkcs11, session
    except (pkcs11.PKCS11Error, RuntimeError) as error:
        raise SignerAway("signer-away", url=address.url, error=type(error).__name__) from error
