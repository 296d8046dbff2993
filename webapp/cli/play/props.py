"""Stage properties: pictures, drawings and papers that a case only names are made up on the spot.

A file that lies beside the case is taken as it is.
"""

from __future__ import annotations

import base64
import math
import struct
import zlib
from functools import cache
from pathlib import Path

PICTURES = {".png", ".jpg", ".jpeg"}


def content(name: str, beside: Path) -> tuple[str, bytes]:
    """The file of this name beside the case, or a made-up one whose content suits its name."""
    found = beside / name
    if found.is_file():
        return found.name, found.read_bytes()
    suffix = Path(name).suffix.lower()
    if suffix == ".pdf":
        return name, _pdf()
    if suffix in PICTURES or not suffix:
        return f"{Path(name).stem}.png", _picture(name)
    return name, name.encode()


@cache
def signature(name: str) -> str:
    """A line drawn by hand, different for every name, as the data URL that a page would send."""
    width, height = 320, 96
    rows = [bytearray(b"\xff" * width) for _ in range(height)]
    seed = zlib.crc32(name.encode())
    for x in range(20, width - 20):
        wave = math.sin(x / (7 + seed % 9)) * 18 + math.sin(x / (19 + seed % 5)) * 14
        for thickness in (0, 1, 2):
            rows[int(height / 2 + wave) + thickness][x] = 20
    return "data:image/png;base64," + base64.b64encode(_png(width, rows)).decode()


@cache
def _picture(name: str) -> bytes:
    """A plain grid in a shade of its own, so that two pictures are two files."""
    shade, width, height = zlib.crc32(name.encode()) % 120 + 100, 480, 320
    line = bytearray([shade - 60]) * width
    between = bytearray(shade if x % 48 else shade - 60 for x in range(width))
    return _png(width, [between if y % 48 else line for y in range(height)])


def _png(width: int, rows: list[bytearray]) -> bytes:
    """Grey rows as a PNG."""
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, len(rows), 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def _pdf() -> bytes:
    """The smallest sheet of paper: one empty A4 page."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content_ in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content_)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + b"xref\n0 4\n0000000000 65535 f \n%strailer << /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        table, len(body))
