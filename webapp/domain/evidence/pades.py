"""PDF signatures: empty places first, then one appended revision for every signature, then the archive's time-stamp.

Every later revision extends the bytes before it, so the hash of the first so many bytes stays what everybody saw. These
are pure functions over bytes; which key signs and whose clock stamps is handed in.
"""

from __future__ import annotations

import asyncio
import io
import uuid
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, fields
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import PdfSigningSession, PdfTimeStamper
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.stamp import StaticStampStyle

import engine
from webapp.domain.evidence.signers import InPdf, Signer

DIGEST = "sha256"
ARCHIVE_FIELD = "archive"
TOKENS_DIFFER_BY = 16  # bytes, of two tokens of one authority


@dataclass(frozen=True, slots=True)
class Box:
    """Where a signature shows: page counted from 1, and the corners in points from the page's lower left."""

    page: int
    corners: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Mark:
    """What goes into the signature beside the key: the place, who, why, and how it looks there."""

    field: str
    name: str
    reason: str
    appearance: bytes | None = None


def add_fields(pdf: bytes, places: Mapping[str, Box]) -> bytes:
    """Append an empty signature field for every place."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    for name, box in places.items():
        spec = SigFieldSpec(
            name, readable_field_name=name, on_page=box.page - 1,
            box=tuple(round(corner) for corner in box.corners),  # type: ignore[arg-type]
        )
        fields.append_signature_field(writer, spec)
    return _written(writer)


def page_height(pdf: bytes, page: int) -> float:
    """How high a page is: typesetters measure from its top, PDF from its foot."""
    box = PdfFileReader(io.BytesIO(pdf)).find_page_for_modification(page - 1)[0].get_object()
    while "/MediaBox" not in box:
        box = box["/Parent"]
    return float(box["/MediaBox"][3]) - float(box["/MediaBox"][1])


def box_of(pdf: bytes, field: str) -> tuple[float, float] | None:
    """How wide and high a field is; none when it signs unseen."""
    for name, _value, reference in fields.enumerate_sig_fields(PdfFileReader(io.BytesIO(pdf))):
        if name == field:
            left, low, right, high = (float(each) for each in reference.get_object()["/Rect"])
            return (right - left, high - low) if right > left and high > low else None
    return None


def is_waiting(pdf: bytes, field: str) -> bool:
    """Whether this field is there and nobody has signed in it."""
    found = fields.enumerate_sig_fields(PdfFileReader(io.BytesIO(pdf)), filled_status=False)
    return any(name == field for name, _value, _reference in found)


def sign(pdf: bytes, mark: Mark, signer: Signer, *, chain: Sequence[x509.Certificate], clock: TimeStamper) -> bytes:
    """Append one signature with its time-stamp; nothing that was there changes."""
    told = PdfSignatureMetadata(
        field_name=mark.field, md_algorithm=DIGEST, subfilter=SigSeedSubFilter.PADES, name=mark.name, reason=mark.reason,
        tight_size_estimates=True,  # zeros after a signature could be changed unseen
    )
    style = None
    if mark.appearance is not None:
        style = StaticStampStyle(border_width=0, background=_Page(mark.appearance), background_opacity=1.0,
                                 background_layout=SimpleBoxLayoutRule(x_align=AxisAlignment.ALIGN_MIN,
                                                                       y_align=AxisAlignment.ALIGN_MIN))
    signing = _SigningNow(told, InPdf(signer, chain), timestamper=clock, stamp_style=style)
    out = _beside_any_loop(
        lambda: signing.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), existing_fields_only=True))
    return bytes(out.getbuffer())


def archive(pdf: bytes, *, certificates: Sequence[bytes], revocation_lists: Sequence[bytes], clock: TimeStamper) -> bytes:
    """Put the chain and the revocation lists into the file, then a time-stamp over all of it: it holds for decades."""
    out = io.BytesIO(pdf)
    kept = [asn1_x509.Certificate.load(each) for each in certificates]
    lists = [asn1_crl.CertificateList.load(each) for each in revocation_lists]
    writer = IncrementalPdfFileWriter(out)
    DocumentSecurityStore.supply_dss_in_writer(writer, sig_contents=None, certs=kept, crls=lists)
    writer.write_in_place()
    stamping = PdfTimeStamper(clock, field_name=ARCHIVE_FIELD)
    room = len(_beside_any_loop(lambda: asyncio.run(clock.async_dummy_response(DIGEST))).dump()) + TOKENS_DIFFER_BY
    stamped = _beside_any_loop(
        lambda: stamping.timestamp_pdf(IncrementalPdfFileWriter(out), DIGEST, bytes_reserved=2 * room))
    return bytes(stamped.getbuffer())


def _beside_any_loop(work: Callable[[], Any]) -> Any:
    """The library runs an event loop of its own; whoever calls us from within one gets a thread for it."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return work()
    with ThreadPoolExecutor(max_workers=1) as aside:
        return aside.submit(work).result()


class _SigningNow(PdfSigner):
    """The library's signer in our present, which a rehearsed case has turned back."""

    def init_signing_session(self, *given: Any, **more: Any) -> PdfSigningSession:
        session = super().init_signing_session(*given, **more)
        session.system_time = engine.now()
        return session


class _Page(PdfContent):
    """The first page of another PDF, as the picture in a signature field."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__()
        self._pdf = pdf

    def render(self) -> bytes:
        placed = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._pdf)), page_ix=0)
        name = f"/Mark{uuid.uuid4().hex}"
        self.resources.xobject[name] = placed
        left, low, right, high = placed.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(high - low))
        return f"{name} Do".encode()


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
