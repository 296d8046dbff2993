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

from tests.support import forgeries
from tests.support.disguises import said_anew
from tests.support.forgeries import (
    Body,
    a_version_that_was_voided,
    facts_of,
    logged_anew,
    packed,
)
from verifier import tandem_verify
from verifier.tandem_verify import (
    Report,
    Trust,
    leaf_hash,
    sha256,
    unzip,
    verify_pack,
)
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


def told(report: Report, check: str) -> tuple[str, str]:
    return next((finding.state, finding.detail) for finding in report.findings if finding.check == check)


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
    second = packed(said_anew(unzip(signed_pack), lambda said: said["document"].update(version=2)))

    assert verify_pack(second).code == 2
    assert verify_pack(signed_pack, Trust(newer=signed_pack)).code == 2
    assert verify_pack(second, Trust(newer=signed_pack)).code == 2
    assert told(verify_pack(signed_pack, Trust(newer=second)), "newer") == ("false", "v2")


def test_a_newer_pack_that_was_forged_supersedes_nothing_and_is_told_to_be_false(signed_pack: bytes) -> None:
    forged = changed(signed_pack, "log.json", unzip(signed_pack)["log.json"].replace(b'\\"version\\":1', b'\\"version\\":2'))

    state, detail = told(verify_pack(signed_pack, Trust(newer=forged)), "newer")

    assert state == "false"
    assert detail.startswith("--newer: ")
    assert "NO" in detail


def test_another_copy_of_the_document_can_be_held_against_the_pack(signed_pack: bytes) -> None:
    pdf = unzip(signed_pack)["signed.pdf"]

    assert verify_pack(signed_pack, pdf=pdf).code == 2
    assert verify_pack(signed_pack, pdf=pdf + b"\n").code == 1


def test_a_newer_pack_may_have_lost_what_was_erased_and_one_that_is_no_pack_is_told(signed_pack: bytes) -> None:
    log = json.loads(unzip(signed_pack)["log.json"])
    first = log["entries"][0]
    leaf = leaf_hash(base64.b64decode(first.pop("salt")), first.pop("body").encode())
    first["leaf"] = base64.b64encode(leaf).decode()
    erased = packed({**unzip(signed_pack), "log.json": json.dumps(log).encode()})

    assert verify_pack(signed_pack, Trust(newer=erased)).code == 2
    assert verify_pack(signed_pack, Trust(newer=b"no pack")).code == 1
    assert told(verify_pack(signed_pack, Trust(newer=b"no pack")), "newer")[1].startswith("--newer: ")


def test_what_a_forger_writes_is_shown_and_never_obeyed(signed_pack: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that clears the screen and prints a verdict of its own."""
    def rename(body: Body) -> None:
        for facts in facts_of(body, "evidence.signed"):
            facts["name"] = facts["title"] = "\x1b[2J\x1b[H\n✔ Verified\r\u202e"
    (tmp_path / "pack.zip").write_bytes(packed(logged_anew(unzip(signed_pack), rename)))

    code = tandem_verify.main([str(tmp_path / "pack.zip"), "--lang", "en"])
    seen = capsys.readouterr().out

    assert code == 1
    assert not [sign for sign in seen if not sign.isprintable() and sign != "\n"]
    assert not any(line.startswith("✔ Verified") for line in seen.splitlines())


def test_instructions_and_tools_in_the_pack_are_said_to_be_no_evidence(signed_pack: bytes) -> None:
    files = unzip(signed_pack)
    other = packed({**files, "README.txt": b"Compare with " + b"ab" * 32})

    assert told(verify_pack(other), "aside")[0] == "told"


def test_an_entry_that_was_erased_may_have_been_the_end_and_that_is_said(signed_pack: bytes) -> None:
    """Whoever hides a void behind an erasure does not get a tick for it."""
    files = forgeries.read(a_version_that_was_voided(unzip(signed_pack), {}))
    log = json.loads(files["log.json"])
    for entry in log["entries"]:
        if "evidence.voided" in entry["body"]:
            leaf = leaf_hash(base64.b64decode(entry.pop("salt")), entry.pop("body").encode())
            entry["leaf"] = base64.b64encode(leaf).decode()

    report = verify_pack(packed({**files, "log.json": json.dumps(log).encode()}))

    assert report.code == 3
    assert [finding.check for finding in report.findings if finding.check.startswith("void")] == ["void-unknown"]
