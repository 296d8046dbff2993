"""Certificates: the firm's own authority, the firm's signing certificate, and one for every single customer signature."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

DOCUMENT_HASH = ObjectIdentifier("2.25.113029841203847561928374650912837465.1")  # our own arc: a UUID needs no registrar
ONE_TIME = timedelta(days=366)  # the key is gone at once; the certificate has to reach the day on which the last one signs
SLACK = timedelta(minutes=1)
Span = tuple[datetime, datetime]
LONGEST_NAME = 64  # bytes: X.520 allows no more in a common name, and a Chinese character is three


@dataclass(frozen=True, slots=True)
class Issued:
    """A private key with its certificate."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    def __repr__(self) -> str:
        return f"Issued({fingerprint(self.certificate)[:16]})"


def new_authority(organisation: str, *, at: datetime, lasts: timedelta) -> Issued:
    """The firm's own root: it signs certificates and revocation lists and nothing else."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"{organisation} 签署根证书", organisation)
    builder = _begun(name, name, key.public_key(), (at - timedelta(days=1), at + lasts))
    certificate = (
        builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Issued(key, certificate)


def certify_company(authority: Issued, public_key: ec.EllipticCurvePublicKey, organisation: str, *, at: datetime,
                    lasts: timedelta) -> x509.Certificate:
    """The firm's signing certificate, wherever its key is kept."""
    subject = _name(f"{organisation} 电子签署", organisation)
    return _end(authority, public_key, subject, (at - SLACK, at + lasts))


def issue_company(authority: Issued, organisation: str, *, at: datetime, lasts: timedelta) -> Issued:
    """The firm's signing certificate over a key of our own."""
    key = ec.generate_private_key(ec.SECP256R1())
    return Issued(key, certify_company(authority, key.public_key(), organisation, at=at, lasts=lasts))


def issue_clock(authority: Issued, organisation: str, *, at: datetime, lasts: timedelta) -> Issued:
    """The certificate of our own time-stamps; they order our records and prove nothing against ourselves."""
    key = ec.generate_private_key(ec.SECP256R1())
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    subject = _name(f"{organisation} 时间戳", organisation)
    return Issued(key, _end(authority, key.public_key(), subject, (at - timedelta(days=1), at + lasts),
                            more=(usage, True), commits=False))


def issue_once(authority: Issued, person: str, organisation: str, *, document_sha256: str, at: datetime) -> Issued:
    """A certificate for one signature of one person on one document, whose hash stands in it."""
    key = ec.generate_private_key(ec.SECP256R1())
    extension = x509.UnrecognizedExtension(DOCUMENT_HASH, b"\x04\x20" + bytes.fromhex(document_sha256))
    return Issued(key, _end(authority, key.public_key(), _name(person, organisation), (at - SLACK, at + ONE_TIME),
                            more=(extension, False)))


def revocation_list(authority: Issued, revoked: Sequence[tuple[int, datetime]], *, at: datetime) -> bytes:
    """Which certificates no longer count, as DER; an empty list says that none was taken back."""
    builder = (
        x509.CertificateRevocationListBuilder().issuer_name(authority.certificate.subject)
        .last_update(at).next_update(at + timedelta(days=1))
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False)
        .add_extension(x509.CRLNumber(int(at.timestamp())), critical=False)
    )
    for serial, when in revoked:
        row = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(when).build()
        builder = builder.add_revoked_certificate(row)
    return builder.sign(authority.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def document_hash_in(certificate: x509.Certificate) -> str | None:
    """The hash of the one document that this certificate was made for."""
    for extension in certificate.extensions:
        if extension.oid == DOCUMENT_HASH and isinstance(extension.value, x509.UnrecognizedExtension):
            return extension.value.value[2:].hex()
    return None


def der(certificate: x509.Certificate) -> bytes:
    """The certificate's own bytes."""
    return certificate.public_bytes(serialization.Encoding.DER)


def pem(certificate: bytes) -> bytes:
    """DER as the text that other tools read."""
    return x509.load_der_x509_certificate(certificate).public_bytes(serialization.Encoding.PEM)


def fingerprint(certificate: x509.Certificate) -> str:
    """What is printed in a contract and compared by a verifier."""
    return hashlib.sha256(der(certificate)).hexdigest()


def _end(authority: Issued, key: ec.EllipticCurvePublicKey, subject: x509.Name, span: Span, *,
         more: tuple[x509.ExtensionType, bool] | None = None, commits: bool = True) -> x509.Certificate:
    builder = (
        _begun(subject, authority.certificate.subject, key, span)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True, content_commitment=commits), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False)
    )
    if more is not None:
        builder = builder.add_extension(more[0], critical=more[1])
    return builder.sign(authority.key, hashes.SHA256())


def _begun(subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, span: Span) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public)
        .serial_number(x509.random_serial_number()).not_valid_before(span[0]).not_valid_after(span[1])
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def shortened(name: str) -> str:
    """As much of a name as a certificate holds, whole characters only."""
    return name.encode()[:LONGEST_NAME].decode(errors="ignore")


def _name(common_name: str, organisation: str) -> x509.Name:
    parts = ((NameOID.ORGANIZATION_NAME, shortened(organisation)), (NameOID.COMMON_NAME, shortened(common_name)))
    return x509.Name([x509.NameAttribute(kind, said) for kind, said in parts])


def _usage(**granted: bool) -> x509.KeyUsage:
    every = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
             "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
    return x509.KeyUsage(**{name: granted.get(name, False) for name in every})
