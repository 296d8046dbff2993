"""The verifier alone: one file on a machine that knows nothing of us, and its four answers."""

import base64
import json
import shutil
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto import pem

from verifier import tandem_verify
from verifier.tandem_verify import Trust, sha256, unzip, verify_pack
from webapp.cli.verify import command

SCRIPT = Path(tandem_verify.__file__)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory, signed_pack: bytes) -> Path:
    """A folder with the script and a pack, far from the repository."""
    folder = tmp_path_factory.mktemp("alone")
    shutil.copy(SCRIPT, folder)
    (folder / "pack.zip").write_bytes(signed_pack)
    return folder


def run(folder: Path, *arguments: str, python: tuple[str, ...] = ("-I",)) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *python, SCRIPT.name, *arguments], cwd=folder, capture_output=True, text=True,
                          check=False)


def fingerprints(pack: bytes) -> tuple[str, str]:
    files = unzip(pack)
    return sha256(base64.b64decode(files["log.pub"])), sha256(pem.unarmor(files["certificates/root.pem"])[2])


def changed(pack: bytes, name: str, content: bytes) -> bytes:
    files = unzip(pack) | {name: content}
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as again:
        for each, said in files.items():
            again.writestr(each, said)
    return out.getvalue()


def test_with_the_fingerprints_it_answers_nought(alone: Path, signed_pack: bytes) -> None:
    log, root = fingerprints(signed_pack)

    seen = run(alone, "pack.zip", "--pin", log, "--ca", root, "--lang", "zh")

    assert seen.returncode == 0, seen.stdout
    assert "核验通过" in seen.stdout


def test_without_them_it_answers_two_and_names_them(alone: Path, signed_pack: bytes) -> None:
    seen = run(alone, "pack.zip", "--lang", "en")

    assert seen.returncode == 2
    assert all(fingerprint in seen.stdout for fingerprint in fingerprints(signed_pack))


def test_other_fingerprints_make_it_one(alone: Path) -> None:
    assert run(alone, "pack.zip", "--pin", "0" * 64).returncode == 1
    assert run(alone, "pack.zip", "--ca", "0" * 64).returncode == 1
    assert run(alone, "nothing.zip").returncode == 1


def test_without_its_libraries_it_answers_three_and_says_what_it_did_not_check(alone: Path) -> None:
    seen = run(alone, "pack.zip", "--lang", "en", python=("-I", "-S"))

    assert seen.returncode == 3
    assert "pip install pyHanko" in seen.stdout


def test_the_product_runs_the_very_same_script(signed_pack: bytes, tmp_path: Path) -> None:
    (tmp_path / "pack.zip").write_bytes(signed_pack)

    with pytest.raises(SystemExit) as left:
        command.main([str(tmp_path / "pack.zip")], standalone_mode=False)

    assert left.value.code == 2
    assert unzip(signed_pack)["tandem_verify.py"] == SCRIPT.read_bytes()


def test_a_head_kept_from_a_mail_must_be_an_ancestor(signed_pack: bytes) -> None:
    head = unzip(signed_pack)["head.txt"].decode()

    assert verify_pack(signed_pack, Trust(known_head=head)).code == 2
    assert verify_pack(signed_pack, Trust(known_head=head.replace("time 20", "time 19"))).code == 1


def test_a_newer_pack_of_the_same_document_supersedes_this_one(signed_pack: bytes) -> None:
    log = unzip(signed_pack)["log.json"].decode()
    newer = changed(signed_pack, "log.json", log.replace('\\"version\\":1', '\\"version\\":2').encode())
    assert json.loads(unzip(newer)["log.json"]) != json.loads(log)

    assert verify_pack(signed_pack, Trust(newer=signed_pack)).code == 2
    assert verify_pack(signed_pack, Trust(newer=newer)).code == 1


def test_another_copy_of_the_document_can_be_held_against_the_pack(signed_pack: bytes) -> None:
    pdf = unzip(signed_pack)["signed.pdf"]

    assert verify_pack(signed_pack, pdf=pdf).code == 2
    assert verify_pack(signed_pack, pdf=pdf + b"\n").code == 1


def test_a_newer_pack_may_have_lost_what_was_erased_and_one_that_is_no_pack_is_told(signed_pack: bytes) -> None:
    log = json.loads(unzip(signed_pack)["log.json"])
    del log["entries"][0]["body"]
    erased = changed(signed_pack, "log.json", json.dumps(log).encode())

    told = {finding.check: finding.detail for finding in verify_pack(signed_pack, Trust(newer=b"no pack")).findings}

    assert verify_pack(signed_pack, Trust(newer=erased)).code == 2
    assert verify_pack(signed_pack, Trust(newer=b"no pack")).code == 1
    assert told["newer"].startswith("--newer: ")
