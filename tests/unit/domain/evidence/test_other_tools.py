"""What other tools say of our PDFs: poppler's pdfsig, openssl, a pyHanko that knows nothing of us, and an eye on the page.

A tool that is not on this machine is named in the closing lines.
"""

import io
import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest
from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from PIL import Image, ImageChops, ImageStat
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from tests.support import ceremony
from tests.support.forgeries import overlaid
from verifier.tandem_verify import unzip
from webapp.domain import documents
from webapp.domain.evidence import certificates, pades, stamps
from webapp.domain.evidence.authority import OwnClock
from webapp.domain.evidence.signers import LocalSigner

GOLDEN = Path(__file__).with_name("golden") / "signed_page.png"
PAPERS = Path(__file__).parents[4] / "processes" / "customer_engineering" / "documents"
AT = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


def tool(name: str, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"NOT RUN: no {name} on this machine (install the package {package})")
    return found


@pytest.fixture
def folder(signed_pack: bytes, tmp_path: Path) -> Path:
    """The signed file and the firm's root, as their reader unpacks them."""
    for name, content in unzip(signed_pack).items():
        (tmp_path / name.replace("/", "-")).write_bytes(content)
    return tmp_path


def test_poppler_finds_every_signature_valid_and_covers_the_whole_file(folder: Path) -> None:
    seen = subprocess.run([tool("pdfsig", "poppler-utils"), "-nocert", "signed.pdf"], cwd=folder, capture_output=True, text=True,
                          check=False).stdout

    assert seen.count("Signature is Valid") == 2
    assert "客户代表" in seen
    assert seen.count("Total document signed") == 1


@pytest.mark.parametrize("place", [0, 1])
def test_openssl_verifies_what_lies_in_the_pdf(folder: Path, place: int) -> None:
    pdf = (folder / "signed.pdf").read_bytes()
    found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[place]
    first, gap, after, rest = found.byte_range
    (folder / "signed").write_bytes(pdf[first:gap] + pdf[after:after + rest])
    (folder / "signature").write_bytes(found.pkcs7_content)

    seen = subprocess.run([tool("openssl", "openssl"), "cms", "-verify", "-binary", "-inform", "DER", "-in", "signature",
                           "-content", "signed", "-CAfile", "certificates-root.pem", "-purpose", "any", "-out", os.devnull],
                          cwd=folder, capture_output=True, text=True, check=False)

    assert seen.returncode == 0, seen.stderr


def test_openssl_verifies_the_archives_time_stamp(folder: Path) -> None:
    pdf = (folder / "signed.pdf").read_bytes()
    stamp = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[-1]
    first, gap, after, rest = stamp.byte_range
    (folder / "stamped").write_bytes(pdf[first:gap] + pdf[after:after + rest])
    (folder / "token").write_bytes(stamp.pkcs7_content)

    seen = subprocess.run([tool("openssl", "openssl"), "ts", "-verify", "-data", "stamped", "-in", "token", "-token_in",
                           "-CAfile", "certificates-root.pem"], cwd=folder, capture_output=True, text=True, check=False)

    assert "Verification: OK" in seen.stdout + seen.stderr


def test_a_fresh_pyhanko_finds_the_bottom_line_good_and_that_of_a_changed_file_bad(folder: Path) -> None:
    pdf = (folder / "signed.pdf").read_bytes()
    root = asn1_x509.Certificate.load(pem.unarmor((folder / "certificates-root.pem").read_bytes())[2])

    def bottom_lines(content: bytes) -> list[bool]:
        found = PdfFileReader(io.BytesIO(content)).embedded_regular_signatures
        return [validate_pdf_signature(each, ValidationContext(trust_roots=[root])).bottom_line for each in found]

    assert bottom_lines(pdf) == [True, True]
    assert bottom_lines(overlaid(pdf)) == [False, False]


def test_poppler_and_a_strict_reader_open_every_page(folder: Path) -> None:
    done = subprocess.run([tool("pdftoppm", "poppler-utils"), "-r", "20", "-png", "signed.pdf", "page"], cwd=folder,
                          capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert len(list(folder.glob("page*.png"))) == len(pypdf.PdfReader(folder / "signed.pdf", strict=True).pages)


# --- the page as it looks -------------------------------------------------------------------------------------------

def signed_page() -> bytes:
    """A shipped paper with rare names, signed by three: drawn, typed and with a name too long for its place."""
    names = {"customer": "龘喆堃", "company": "昇旻", "company-2": "一个长得放不下的名字" * 3}
    signers = [documents.Signer(slot, slot.partition("-")[0], "project_lead", who).told("zh") for slot, who in names.items()]
    data: dict[str, Any] = {
        "document": {"title": "需求确认书", "title_en": "…", "number": "P-01", "version": 3, "hash_of_data": "ab" * 32,
                     "date": "2026-03-02"},
        "locale": "zh", "signers": signers, "words": {}, "company": {"name": "一家公司"},
        "project": {"name": "柔性生产线"}, "customer": {"name": "一家客户"},
        "answers": {"draft_confirmation": {"scope": "两条柔性产线，含调试与培训。"}}}
    files = {f"documents/{path.name}": path.read_bytes() for path in PAPERS.glob("*.typ")}
    paper = documents.render(files, "documents/requirement_confirmation.typ", data, at=AT)
    height = pades.page_height(paper.pdf, 1)
    pdf = pades.add_fields(paper.pdf, {
        place.slot: pades.Box(place.page, (place.x, height - place.y - place.height, place.x + place.width, height - place.y))
        for place in paper.places})
    root = certificates.new_authority("一家公司", at=AT, lasts=timedelta(days=7300))
    clock = OwnClock(certificates.issue_clock(root, "一家公司", at=AT, lasts=timedelta(days=7300)), root.certificate)
    for slot, who in names.items():
        once = certificates.issue_once(root, who, "一家公司", document_sha256="ab" * 32, at=AT)
        width, high = pades.box_of(pdf, slot) or (0, 0)
        look = stamps.Look(who, AT, picture=ceremony.drawing() if slot == "customer" else None)
        mark = pades.Mark(slot, who, "…", stamps.draw(look, width=width, height=high))
        pdf = pades.sign(pdf, mark, LocalSigner(once), chain=[root.certificate], clock=clock)
    return pdf


def test_a_signed_page_looks_as_it_did() -> None:
    """Made anew with WRITE_GOLDEN=1, when somebody has looked at it and likes it."""
    pdf = pypdfium2.PdfDocument(signed_page())
    pdf.init_forms()
    seen = pdf[len(pdf) - 1].render(scale=1.2, grayscale=True, may_draw_forms=True).to_pil().convert("L")
    if os.environ.get("WRITE_GOLDEN"):
        seen.save(GOLDEN, optimize=True)

    kept = Image.open(GOLDEN).convert("L")

    assert seen.size == kept.size
    differs = ImageChops.difference(seen, kept).reduce(3)
    assert ImageStat.Stat(differs).mean[0] < 0.5
    assert differs.getextrema()[1] < 60
