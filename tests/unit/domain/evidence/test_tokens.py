"""The firm's key in a hardware token, played by SoftHSM: it signs there, never leaves, and what goes wrong is said."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.ceremony import Ceremony
from tests.unit.domain.evidence.test_completion import told
from verifier.tandem_verify import verify_pack
from webapp.config import BadSettings, Settings
from webapp.domain import evidence
from webapp.domain.evidence import certificates, tokens
from webapp.transaction import transaction

MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm.so", "/usr/local/lib/softhsm/libsofthsm2.so")
PIN = "1234"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A token with a key pair in it, and how the settings name it."""
    module = next((each for each in MODULES if Path(each).exists()), None)
    if module is None or shutil.which("softhsm2-util") is None:
        pytest.skip("NOT RUN: no SoftHSM on this machine (install the package softhsm2)")
    pkcs11 = pytest.importorskip("pkcs11", reason="NOT RUN: python-pkcs11 is not installed")
    folder = tmp_path_factory.mktemp("tokens")
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}\nobjectstore.backend = file\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    subprocess.run(["softhsm2-util", "--init-token", "--free", "--label", "firm", "--pin", PIN, "--so-pin", PIN],
                   check=True, capture_output=True)
    with pkcs11.lib(module).get_token(token_label="firm").open(user_pin=PIN, rw=True) as session:
        parameters = session.create_domain_parameters(pkcs11.KeyType.EC, {
            pkcs11.Attribute.EC_PARAMS: pkcs11.util.ec.encode_named_curve_parameters("secp256r1")}, local=True)
        parameters.generate_keypair(store=True, label="signing")
    yield f"pkcs11:token=firm;object=signing?module-path={module}"
    del os.environ["SOFTHSM2_CONF"]


def test_a_key_in_a_token_signs_for_the_firm_and_no_private_half_is_ever_here(there: Ceremony, address: str) -> None:
    with told(signer_url=address, signer_token=PIN):
        with transaction() as session:
            made = evidence.keys.rotate(session, evidence.keys.COMPANY, actor="admin")
        there.lead_signs()
        there.customer_signs()
        pack = there.proven()

    assert made.sealed is None
    assert verify_pack(pack).code == 2


@pytest.mark.parametrize("wrong", ["pin", "token", "object"])
def test_a_token_that_cannot_be_used_leaves_nothing_half_done(there: Ceremony, address: str, wrong: str) -> None:
    with told(signer_url=address, signer_token=PIN), transaction() as session:
        evidence.keys.rotate(session, evidence.keys.COMPANY, actor="admin")
    names = {"token": address.replace("token=firm", "token=other"), "object": address.replace("object=signing", "object=x")}

    with told(signer_url=names.get(wrong, address), signer_token="0000" if wrong == "pin" else PIN), \
            pytest.raises(evidence.SignerAway, match="signer-away"):
        there.lead_signs()

    assert there.waits_at() == ["customer_signs", "lead_signs"]
    assert there.confirmation.signatures == []


def test_a_token_whose_key_is_another_is_not_believed(there: Ceremony, address: str) -> None:
    other = certificates.new_authority("别家", at=there.confirmation.opened_at, lasts=evidence.keys.LASTS["company"])

    with pytest.raises(evidence.SignerAway, match="signer-wrong"):
        tokens.TokenSigner(address, other.certificate, pin=PIN).sign(bytes(32))


def test_without_the_library_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pkcs11", None)

    with pytest.raises(evidence.SignerAway, match="signer-library"):
        tokens.public_key("pkcs11:token=firm;object=signing?module-path=/nowhere.so", pin=PIN)


@pytest.mark.parametrize("url", ["pkcs11:token=firm;object=signing", "pkcs11:", "ftp://somewhere/"])
def test_an_address_that_names_no_key_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(BadSettings, match="TANDEM_SIGNER_URL"):
        Settings.from_env({"TANDEM_SIGNER_URL": url})


def test_an_address_is_read_as_it_is_written() -> None:
    read = tokens.Address.read("pkcs11:token=our%20firm;object=signing?module-path=/usr/lib/x.so")

    assert (read.token, read.label, read.module) == ("our firm", "signing", "/usr/lib/x.so")
