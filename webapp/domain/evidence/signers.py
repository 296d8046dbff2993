"""Who signs: one seam for a key in our vault, in a hardware token and elsewhere. Thirty-two bytes go out, a signature comes back.

A licensed authority's signing service stands behind `RemoteSigner`, a hardware module behind `tokens.TokenSigner`, and
whatever else behind a class of its own with the same two members. Nothing above this seam knows where a key lives.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Protocol

import httpx
from asn1crypto import algos
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from pyhanko.sign.signers.pdf_cms import Signer as PdfSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from webapp.domain.evidence import certificates, tokens
from webapp.domain.evidence.certificates import Issued
from webapp.domain.evidence.errors import SignerAway

PATIENCE_SECONDS = 5.0
LONGEST_SIGNATURE = 72  # an ECDSA signature over P-256, as DER
PREHASHED = ec.ECDSA(utils.Prehashed(hashes.SHA256()))


class Signer(Protocol):
    """A key that signs digests, with the certificate that says whose it is."""

    @property
    def certificate(self) -> x509.Certificate:
        """Whose key it is."""

    def sign(self, digest: bytes) -> bytes:
        """The ECDSA signature over a SHA-256 digest, as DER."""


class LocalSigner:
    """A key that lies in our own vault, or was made for this one signature and is forgotten after it."""

    def __init__(self, issued: Issued) -> None:
        self._issued = issued

    @property
    def certificate(self) -> x509.Certificate:
        return self._issued.certificate

    def sign(self, digest: bytes) -> bytes:
        return self._issued.key.sign(digest, PREHASHED)


class RemoteSigner:
    """A key elsewhere, reached over HTTP: the document stays here, its digest goes there.

    `GET <url>` answers `{"public_key": PEM}`; `POST <url>` with `{"digest": hex}` answers `{"signature": base64}`.
    """

    def __init__(self, url: str, certificate: x509.Certificate, *, token: str = "") -> None:
        self.url, self.token, self._certificate = url, token, certificate

    @property
    def certificate(self) -> x509.Certificate:
        return self._certificate

    def sign(self, digest: bytes) -> bytes:
        """Ask for a signature and believe it only when it verifies."""
        answer = ask(self.url, token=self.token, digest=digest.hex())
        try:
            signature = base64.b64decode(str(answer["signature"]), validate=True)
            key = self._certificate.public_key()
            if not isinstance(key, ec.EllipticCurvePublicKey):
                raise SignerAway("signer-wrong", url=self.url)
            key.verify(signature, digest, PREHASHED)
        except (KeyError, ValueError, InvalidSignature) as error:
            raise SignerAway("signer-wrong", url=self.url) from error
        return signature


def signer_elsewhere(url: str, certificate: x509.Certificate, *, token: str) -> Signer:
    """The firm's key where the settings say it is; `token` is the bearer's, or the PIN of a hardware token."""
    if tokens.is_address(url):
        return tokens.TokenSigner(url, certificate, pin=token)
    return RemoteSigner(url, certificate, token=token)


def public_key_elsewhere(url: str, *, token: str) -> ec.EllipticCurvePublicKey:
    """The public half of that key, to be certified."""
    if tokens.is_address(url):
        return tokens.public_key(url, pin=token)
    try:
        public = serialization.load_pem_public_key(str(ask(url, token=token).get("public_key", "")).encode())
    except ValueError as error:
        raise SignerAway("signer-wrong", url=url) from error
    if not isinstance(public, ec.EllipticCurvePublicKey) or not isinstance(public.curve, ec.SECP256R1):
        raise SignerAway("signer-wrong", url=url)
    return public


def ask(url: str, *, token: str = "", digest: str | None = None) -> dict[str, object]:
    """One question to a signer elsewhere; what it answers is JSON."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        if digest is None:
            answer = httpx.get(url, headers=headers, timeout=PATIENCE_SECONDS)
        else:
            answer = httpx.post(url, headers=headers, json={"digest": digest}, timeout=PATIENCE_SECONDS)
        answer.raise_for_status()
        found = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise SignerAway("signer-away", url=url, error=type(error).__name__) from error
    if not isinstance(found, dict):
        raise SignerAway("signer-wrong", url=url)
    return found


class InPdf(PdfSigner):
    """Our seam as the PDF library wants it."""

    def __init__(self, signer: Signer, chain: Sequence[x509.Certificate]) -> None:
        self.signer = signer
        known = SimpleCertificateStore()
        known.register_multiple([as_asn1(certificate) for certificate in chain])
        super().__init__(signing_cert=as_asn1(signer.certificate), cert_registry=known,
                         signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}))

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run:
            return bytes(LONGEST_SIGNATURE)
        if digest_algorithm != "sha256":
            raise ValueError(digest_algorithm)
        digest = hashes.Hash(hashes.SHA256())
        digest.update(data)
        return self.signer.sign(digest.finalize())


def as_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """The same certificate in the form that the PDF library reads."""
    return asn1_x509.Certificate.load(certificates.der(certificate))
