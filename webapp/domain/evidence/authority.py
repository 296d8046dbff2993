"""Time-stamps by RFC 3161: from the authority that was configured, and from a clock of our own.

Our own clock is always there, so a signature never waits for anybody; it orders records and proves nothing against us.
What outsiders prove, the configured authority's stamp over a completed document and over the log's heads, is queued.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

import httpx
from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.sign import general
from pyhanko.sign.general import simple_cms_attribute
from pyhanko.sign.timestamps import TimeStamper

import engine
from webapp.domain.evidence.certificates import Issued
from webapp.domain.evidence.errors import AuthorityAway
from webapp.domain.evidence.signers import LONGEST_SIGNATURE, as_asn1

PATIENCE_SECONDS = 10.0
QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
POLICY = "2.25.113029841203847561928374650912837465.2"
LONGEST_ANSWER = 200_000


class OwnClock(TimeStamper):
    """Our own time-stamp authority: the same format as any other, signed by a key of the firm."""

    def __init__(self, issued: Issued, root: Any) -> None:
        super().__init__(include_nonce=False)
        self._issued = issued
        self._certificate, self._root = as_asn1(issued.certificate), as_asn1(root)

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return self.answer(req, at=engine.now())

    async def async_dummy_response(self, md_algorithm: str) -> cms.ContentInfo:
        """The longest token there can be: room for a signature is made before it is known."""
        token = await super().async_dummy_response(md_algorithm)
        token["content"]["signer_infos"][0]["signature"] = bytes(LONGEST_SIGNATURE)
        return _settled(token)

    def answer(self, request: tsp.TimeStampReq, *, at: datetime) -> tsp.TimeStampResp:
        """Stamp what was asked for with this moment."""
        said = self._info(request, at).dump()
        signed = cms.SignedData({
            "version": "v3",
            "digest_algorithms": cms.DigestAlgorithms((_sha256(),)),
            "encap_content_info": cms.EncapsulatedContentInfo({
                "content_type": cms.ContentType("tst_info"), "content": cms.ParsableOctetString(said)}),
            "certificates": {self._certificate, self._root},
            "signer_infos": [self._signer_info(said, at)],
        })
        token = cms.ContentInfo({"content_type": cms.ContentType("signed_data"), "content": signed})
        return _settled(tsp.TimeStampResp({"status": tsp.PKIStatusInfo({"status": tsp.PKIStatus("granted")}),
                                           "time_stamp_token": token}))

    def _info(self, request: tsp.TimeStampReq, at: datetime) -> tsp.TSTInfo:
        said = {
            "version": "v1", "policy": tsp.ObjectIdentifier(POLICY), "message_imprint": request["message_imprint"],
            "serial_number": 1 << 62 | secrets.randbits(62), "gen_time": at.replace(microsecond=0),
            "tsa": asn1_x509.GeneralName(name="directory_name", value=self._certificate.subject),
        }
        if request["nonce"].native is not None:
            said["nonce"] = request["nonce"]
        return tsp.TSTInfo(said)

    def _signer_info(self, said: bytes, at: datetime) -> cms.SignerInfo:
        digest = hashes.Hash(hashes.SHA256())
        digest.update(said)
        attributes = cms.CMSAttributes([
            simple_cms_attribute("content_type", "tst_info"),
            simple_cms_attribute("signing_time", cms.Time({"utc_time": core.UTCTime(at.replace(microsecond=0))})),
            simple_cms_attribute("signing_certificate_v2", general.as_signing_certificate_v2(self._certificate)),
            simple_cms_attribute("message_digest", digest.finalize()),
        ])
        return cms.SignerInfo({
            "version": "v1",
            "sid": cms.SignerIdentifier({"issuer_and_serial_number": cms.IssuerAndSerialNumber({
                "issuer": self._certificate.issuer, "serial_number": self._certificate.serial_number})}),
            "digest_algorithm": _sha256(),
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
            "signed_attrs": attributes,
            "signature": self._issued.key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256())),
        })


class OtherClock(TimeStamper):
    """A time-stamp authority elsewhere, asked over HTTP."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return self.ask(req)

    def ask(self, request: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Send a request and read what comes back; whatever else happens is the authority being away."""
        try:
            answer = httpx.post(self.url, content=request.dump(), timeout=PATIENCE_SECONDS,
                                headers={"Content-Type": QUERY, "Accept": REPLY})
            answer.raise_for_status()
            if len(answer.content) > LONGEST_ANSWER:
                raise AuthorityAway("authority-wrong", url=self.url)
            found = tsp.TimeStampResp.load(answer.content)
            status = found["status"]["status"].native
        except (httpx.HTTPError, ValueError, TypeError) as error:
            raise AuthorityAway("authority-away", url=self.url, error=type(error).__name__) from error
        if status not in ("granted", "granted_with_mods"):
            raise AuthorityAway("authority-refused", url=self.url, status=status)
        return found


def _settled(made: Any) -> Any:
    """The same, read from its own bytes: what was built by hand is encoded anew, part by part, at every look."""
    return type(made).load(made.dump())


def _sha256() -> algos.DigestAlgorithm:
    return algos.DigestAlgorithm({"algorithm": "sha256"})
