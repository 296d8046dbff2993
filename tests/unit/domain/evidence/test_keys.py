"""Keys: sealed at rest, bound to what they are for, changed without breaking what they signed, said nowhere."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

import engine
from tests.support.build import SECRET
from tests.support.ceremony import Ceremony
from webapp.domain import evidence
from webapp.domain.evidence import certificates, keys
from webapp.domain.evidence.vault import Vault
from webapp.transaction import transaction


def test_what_rests_in_the_vault_says_nothing() -> None:
    sealed = Vault("one secret of this house, long enough").seal(b"a private key", label="company/ab")

    assert b"private" not in sealed
    assert Vault("one secret of this house, long enough").open(sealed, label="company/ab") == b"a private key"


@pytest.mark.parametrize(("secret", "label"), [("another secret", "company/ab"), ("one secret", "authority/ab")])
def test_another_secret_or_another_purpose_opens_nothing(secret: str, label: str) -> None:
    sealed = Vault("one secret").seal(b"a private key", label="company/ab")

    with pytest.raises(evidence.VaultClosed):
        Vault(secret).open(sealed, label=label)


def test_a_key_is_made_at_its_first_need_and_then_stays(there: Ceremony) -> None:
    with transaction() as session:
        first, again = (keys.current(session, keys.COMPANY) for _ in range(2))
        authority = session.get_one(evidence.SigningKey, first.issuer_id)

    assert first is again
    assert (authority.purpose, authority.issuer_id) == (keys.AUTHORITY, None)


def test_no_private_key_lies_open_in_its_row(there: Ceremony) -> None:
    with transaction() as session:
        row = keys.current(session, keys.COMPANY)
        private = keys.opened(row).key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())

    assert row.sealed is not None
    assert private[-32:] not in row.sealed


def test_neither_keys_nor_settings_show_their_secrets(there: Ceremony) -> None:
    with transaction() as session:
        issued = keys.opened(keys.current(session, keys.COMPANY))
    house = evidence.House(vault_secret="very secret", signer_token="very secret")

    assert "secret" not in repr(house)
    assert "PRIVATE" not in repr(issued)
    assert len(repr(issued)) < 40


def test_a_rotated_key_signs_no_more_and_its_signatures_stay_good(there: Ceremony) -> None:
    there.lead_signs()
    with transaction() as session:
        before = keys.current(session, keys.COMPANY)
        after = keys.rotate(session, keys.COMPANY, actor="admin")

    assert before.retired_at is not None
    assert keys.current(there.session, keys.COMPANY).id == after.id
    there.customer_signs()
    assert there.proven()


def test_a_revoked_key_stands_on_every_later_list(there: Ceremony) -> None:
    with transaction() as session:
        lost = keys.current(session, keys.COMPANY)
        keys.revoke(session, lost, actor="admin")
        authority = session.get_one(evidence.SigningKey, lost.issuer_id)
        listed = x509.load_der_x509_crl(keys.revocations(session, authority, at=engine.now()))

    serial = x509.load_der_x509_certificate(lost.certificate).serial_number
    assert listed.get_revoked_certificate_by_serial_number(serial) is not None


def test_a_new_vault_key_moves_every_key(there: Ceremony) -> None:
    with transaction() as session:
        row = keys.current(session, keys.COMPANY)
        before = row.sealed
        evidence.introduce(evidence.House(vault_secret="a later secret of this house"))
        try:
            moved = keys.reseal(session, SECRET)
            opened = keys.opened(row)
        finally:
            evidence.introduce(evidence.House(vault_secret=SECRET))

    assert moved >= 2
    assert row.sealed != before
    assert opened.certificate is not None


def test_a_case_of_the_past_gets_certificates_of_its_own_time(there: Ceremony, past: None) -> None:
    with transaction() as session:
        row = keys.current(session, keys.COMPANY)

    assert row.valid_from <= engine.now() < row.valid_until - timedelta(days=700)


@pytest.mark.parametrize("name", ["一个长得放不下的名字" * 3, "某某智能装备系统集成科技集团股份有限公司西安分公司", "名" * 21 + "ab"])
def test_a_name_longer_than_a_certificate_holds_is_shortened_by_whole_characters(name: str) -> None:
    at = engine.now()
    authority = certificates.new_authority(name, at=at, lasts=timedelta(days=100))
    once = certificates.issue_once(authority, name, name, document_sha256="ab" * 32, at=at)

    common = once.certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value
    assert name.startswith(str(common))
    assert 60 < len(str(common).encode()) <= 64
    once.certificate.verify_directly_issued_by(authority.certificate)


def test_a_one_time_certificate_names_its_person_and_its_document() -> None:
    at = engine.now()
    authority = certificates.new_authority("一家公司", at=at, lasts=timedelta(days=100))

    once = certificates.issue_once(authority, "客户代表喆堃", "一家公司", document_sha256="ab" * 32, at=at)

    assert certificates.document_hash_in(once.certificate) == "ab" * 32
    assert "客户代表喆堃" in once.certificate.subject.rfc4514_string()
    once.certificate.verify_directly_issued_by(authority.certificate)
