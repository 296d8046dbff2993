"""After the last signature: an authority over HTTP stamps file and head; one that is away costs nobody anything."""

import base64
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from wsgiref.simple_server import make_server

import pytest
from asn1crypto import tsp
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa, utils

import engine
from tests.support.build import SECRET
from tests.support.ceremony import Ceremony
from verifier.tandem_verify import unzip, verify_pack
from webapp.cli.keys import Quiet, answering
from webapp.domain import evidence
from webapp.domain.evidence import certificates
from webapp.domain.evidence.authority import OwnClock
from webapp.jobs import prove, seal_envelopes
from webapp.transaction import transaction

Answer = Callable[[dict[str, Any], Any], Any]
NOWHERE = "http://127.0.0.1:9/"


@contextmanager
def served(answer: Answer) -> Iterator[str]:
    """A small server of somebody else's."""
    with make_server("127.0.0.1", 0, answer, handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def told(**more: Any) -> Iterator[None]:
    """This house with other services around it."""
    evidence.introduce(evidence.House(vault_secret=SECRET, **more))
    try:
        yield
    finally:
        evidence.introduce(evidence.House(vault_secret=SECRET))


def authority() -> Answer:
    """A time-stamp authority with keys of its own."""
    at, years = engine.now(), engine.now() - engine.now()
    root = certificates.new_authority("时间戳机构", at=at, lasts=evidence.keys.LASTS["authority"] + years)
    issued = certificates.issue_clock(root, "时间戳机构", at=at, lasts=evidence.keys.LASTS["clock"])
    return answering(OwnClock(issued, root.certificate))


def completion(there: Ceremony) -> evidence.Completion:
    return there.session.query(evidence.Completion).one()


def test_an_authority_over_http_stamps_the_file_and_bears_witness_to_the_head(there: Ceremony) -> None:
    with served(authority()) as url, told(authority_url=url):
        there.lead_signs()
        there.customer_signs()
        pack = there.proven()

    files, report = unzip(pack), verify_pack(pack)
    assert "anchors/rfc3161.tsr" in files
    assert [finding.check for finding in report.findings if finding.state == "false"] == []
    assert "anchor" in {finding.check for finding in report.findings}
    assert any(name.startswith("certificates/root-rfc3161") for name in files)


def test_an_authority_that_is_away_neither_blocks_nor_loses_a_signature(there: Ceremony) -> None:
    with told(authority_url=NOWHERE):
        there.lead_signs()
        there.customer_signs()
        assert there.waits_at() == ["design"]
        seal_envelopes()

    assert completion(there).sealed_at is None
    assert completion(there).trouble is not None
    assert evidence.signed_pdf(there.session, there.confirmation.document_version_id)


def test_after_some_tries_our_own_clock_closes_the_file_and_the_head_goes_on_waiting(
        there: Ceremony, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapp.domain.evidence.completion.PAUSE", engine.now() - engine.now())
    with told(authority_url=NOWHERE):
        there.lead_signs()
        there.customer_signs()
        for _ in range(4):
            seal_envelopes()
        prove()

    assert completion(there).done_at is not None
    assert evidence.anchors.proofs_of(there.session, there.session.query(evidence.Head).one()) == {}
    pack = evidence.pack_of(there.session, there.confirmation.document_version_id)
    assert verify_pack(pack or b"").code == 2


@pytest.mark.parametrize("answer", [b"", b"no token", b"\x30\x03\x02\x01\x02"])
def test_an_authority_that_talks_nonsense_is_one_that_is_away(there: Ceremony, answer: bytes) -> None:
    def nonsense(_environ: dict[str, Any], start: Any) -> list[bytes]:
        start("200 OK", [])
        return [answer]

    with served(nonsense) as url, told(authority_url=url):
        there.lead_signs()
        there.customer_signs()
        seal_envelopes()

    assert completion(there).sealed_at is None


def refusing(content: bytes) -> bytes:
    """The same token under an answer that refuses it."""
    token = tsp.TimeStampResp.load(content)["time_stamp_token"]
    return bytes(tsp.TimeStampResp({"status": {"status": "rejection"}, "time_stamp_token": token}).dump())


@pytest.mark.parametrize(("change", "told_as"), [
    (refusing, "authority-refused"), (lambda content: content + bytes(200_000), "authority-wrong")], ids=["refused", "endless"])
def test_an_answer_that_refuses_or_never_ends_is_no_witness(
        there: Ceremony, change: Callable[[bytes], bytes], told_as: str) -> None:
    honest = authority()

    def answer(environ: dict[str, Any], start: Any) -> list[bytes]:
        content = change(b"".join(honest(environ, lambda *_: None)))
        start("200 OK", [("Content-Length", str(len(content)))])
        return [content]

    with served(answer) as url, told(authority_url=url), pytest.raises(evidence.AuthorityAway, match=told_as):
        evidence.anchors.stamp_head(b"a head of the log")


# the firm's key elsewhere

KEY = ec.generate_private_key(ec.SECP256R1())


def pem_of(key: Any) -> str:
    """The public half, as a signer elsewhere tells it."""
    told_as = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return str(key.public_key().public_bytes(*told_as).decode())


def signer(seen: list[str], *, key: ec.EllipticCurvePrivateKey = KEY) -> Answer:
    """A signer that keeps the firm's key and is shown digests only."""
    def answer(environ: dict[str, Any], start: Any) -> list[bytes]:
        if environ.get("HTTP_AUTHORIZATION") != "Bearer a token of the signer":
            start("401 Unauthorized", [])
            return [b""]
        said = {"public_key": pem_of(KEY)}
        if environ["REQUEST_METHOD"] == "POST":
            asked = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode()
            seen.append(asked)
            signature = key.sign(bytes.fromhex(json.loads(asked)["digest"]), ec.ECDSA(utils.Prehashed(hashes.SHA256())))
            said = {"signature": base64.b64encode(signature).decode()}
        start("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(said).encode()]

    return answer


def test_a_signer_elsewhere_gets_thirty_two_bytes_and_signs_for_the_firm(there: Ceremony) -> None:
    seen: list[str] = []
    with served(signer(seen)) as url, told(signer_url=url, signer_token="a token of the signer"):
        with transaction() as session:
            evidence.keys.rotate(session, evidence.keys.COMPANY, actor="admin")
        there.lead_signs()
        there.customer_signs()
        pack = there.proven()

    assert [sorted(json.loads(asked)) for asked in seen] == [["digest"]]
    assert len(bytes.fromhex(json.loads(seen[0])["digest"])) == 32
    assert verify_pack(pack).code == 2


@pytest.mark.parametrize("bad", ["away", "other key"])
def test_a_signer_that_fails_leaves_nothing_half_done(there: Ceremony, bad: str) -> None:
    other = ec.generate_private_key(ec.SECP256R1())
    with served(signer([], key=other)) as url, told(signer_url=url, signer_token="a token of the signer"):
        with transaction() as session:
            evidence.keys.rotate(session, evidence.keys.COMPANY, actor="admin")
        with told(signer_url=url if bad == "other key" else NOWHERE, signer_token="a token of the signer"), \
                pytest.raises(evidence.SignerAway):
            there.lead_signs()

    assert there.waits_at() == ["customer_signs", "lead_signs"]
    assert there.confirmation.signatures == []


@pytest.mark.parametrize("said", [
    {"public_key": pem_of(ec.generate_private_key(ec.SECP384R1()))}, {"public_key": pem_of(rsa.generate_private_key(65537, 2048))},
    {"public_key": "no key"}, [pem_of(KEY)]], ids=["another curve", "rsa", "no key", "a list"])
def test_a_key_that_we_could_not_verify_is_never_the_firms(there: Ceremony, said: object) -> None:
    def answer(_environ: dict[str, Any], start: Any) -> list[bytes]:
        start("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(said).encode()]

    before = len(evidence.keys.every(there.session))
    with served(answer) as url, told(signer_url=url), pytest.raises(evidence.SignerAway, match="signer-wrong"), \
            transaction() as session:
        evidence.keys.rotate(session, evidence.keys.COMPANY, actor="admin")

    assert len(evidence.keys.every(there.session)) == before


def test_a_token_over_something_else_is_no_witness(there: Ceremony) -> None:
    honest = authority()

    def swapping(environ: dict[str, Any], start: Any) -> Any:
        asked = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        request = tsp.TimeStampReq.load(asked)
        other = tsp.TimeStampReq({**request.native, "message_imprint": tsp.MessageImprint({
            "hash_algorithm": request["message_imprint"]["hash_algorithm"], "hashed_message": bytes(32)})}).dump()
        return honest({**environ, "wsgi.input": BytesIO(other), "CONTENT_LENGTH": str(len(other))}, start)

    with served(swapping) as url, told(authority_url=url), pytest.raises(evidence.AuthorityAway, match="authority-wrong"):
        evidence.anchors.stamp_head(b"a head of the log")
