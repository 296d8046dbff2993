"""Forged packs, made as a forger elsewhere would make them: every one is false, and told by the check that is for it."""

import base64
from typing import Any

import pytest
from asn1crypto import pem

from tests.support import forgeries
from tests.support.ceremony import Ceremony
from tests.support.forgeries import FORGERIES, Forgery
from tests.unit.domain.evidence.test_completion import authority, served, told
from verifier.tandem_verify import SAY, Report, Trust, sha256, verify_pack
from webapp.domain.evidence import log
from webapp.transaction import transaction


def false(report: Report) -> set[str]:
    return {finding.check for finding in report.findings if finding.state == "false"}


@pytest.mark.parametrize("forgery", FORGERIES, ids=repr)
def test_every_forged_pack_is_told_for_what_it_is(signed_pack: bytes, other_pack: bytes, forgery: Forgery) -> None:
    forged = forgery.make(forgeries.read(signed_pack), forgeries.read(other_pack))

    report = verify_pack(forged)

    assert report.code == 1
    assert forgery.found_by in false(report), false(report)
    assert all(SAY[check][0] and SAY[check][1] for check in false(report))


def test_a_passkeys_answer_lies_in_the_pack_and_is_verified_without_us(other_pack: bytes) -> None:
    report = verify_pack(other_pack)

    assert report.code == 2
    assert ("true", "company: http://localhost:8000") in {
        (finding.state, finding.detail) for finding in report.findings if finding.check == "passkey"}


@pytest.mark.parametrize("forge", [
    forgeries.one_mailbox_for_both_sides, forgeries.a_signer_who_was_forgotten, forgeries.a_version_that_was_voided,
    forgeries.a_passkey_that_never_answered, forgeries.a_certificate_of_another_document, forgeries.signed_at_another_time])
def test_a_flaw_in_a_log_of_the_forgers_own_is_found_by_one_check_alone(signed_pack: bytes, forge: Any) -> None:
    files = forgeries.read(signed_pack)

    found = false(verify_pack(forge(files, files)))

    assert len(found - {"count"}) == 1, found


def test_a_pack_forged_as_a_whole_is_told_by_the_keys_alone_and_that_is_said(signed_pack: bytes) -> None:
    files = forgeries.read(signed_pack)
    forged = forgeries.packed(forgeries.logged_anew(files))
    ours = sha256(base64.b64decode(files["log.pub"]))

    assert verify_pack(forged).code == 2
    assert false(verify_pack(forged, Trust(pin=ours))) == {"pin"}


def test_nobody_is_believed_under_the_root_of_a_witness(signed_pack: bytes) -> None:
    files = forgeries.read(signed_pack)
    forged = forgeries.signed_anew(files)
    swapped = {**forged, "certificates/root.pem": files["certificates/root.pem"],
               "certificates/root-rfc3161-1.pem": forged["certificates/root.pem"]}

    assert "pades" in false(verify_pack(forgeries.packed(swapped)))


def test_a_witness_of_another_head_is_none(there: Ceremony) -> None:
    with served(authority()) as url, told(authority_url=url):
        there.lead_signs()
        there.customer_signs()
        files = forgeries.read(there.proven())
    true = verify_pack(forgeries.packed(files))
    forged = forgeries.logged_anew(files)

    assert true.code == 2
    assert false(true) == set()
    assert {"witness-key", "revocation"} <= {finding.check for finding in true.findings}
    assert false(verify_pack(forgeries.packed(forged))) == {"anchor"}
    tsa = pem.unarmor(files["certificates/root-rfc3161-1.pem"])[2]
    roots = (sha256(tsa), sha256(pem.unarmor(files["certificates/root.pem"])[2]))
    assert verify_pack(forgeries.packed(files), Trust(pin=sha256(base64.b64decode(files["log.pub"])), roots=roots)).code == 0


def test_a_pack_whose_entry_was_erased_says_so_and_its_tree_holds(there: Ceremony) -> None:
    there.customer_signs()
    there.lead_signs()
    there.proven()
    with transaction() as session:
        opened = next(entry for entry in log.entries_of(session, there.confirmation.id, 10_000)
                      if b"confirmation.opened" in (entry.body or b""))
        log.erase(session, opened.number, reason="信息主体要求删除", actor="admin")

    report = verify_pack(there.proven())

    assert report.code == 3
    assert false(report) == set()
    assert "erased" in {finding.check for finding in report.findings}


