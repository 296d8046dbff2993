"""Small real pictures for the tests, and ways to damage them."""

import base64
import struct
import zlib


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int = 60, height: int = 20, *, drawn: bool = True, claims: tuple[int, int] | None = None) -> bytes:
    """A PNG with a slanted stroke, or with nothing on it."""
    lines = b""
    for y in range(height):
        line = bytearray(width * 4)
        if drawn:
            for x in range(width):
                distance = abs(x - 2 * y)
                line[x * 4 + 3] = max(0, 255 - distance * 60)
                line[x * 4] = 20
        lines += b"\x00" + bytes(line)
    size = claims or (width, height)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 6, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b""))


def data_url(content: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(content).decode()
