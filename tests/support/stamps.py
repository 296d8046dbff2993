"""Pictures of stamps, drawn by hand: a red ring on a ground that is clear or not."""

from __future__ import annotations

import struct
import zlib


def stamp(size: int = 120, *, clear: bool = True, kind: int = 6, filtered_by: int = 0) -> bytes:
    """A PNG with a red ring; `kind` is the colour type of the format, `filtered_by` the filter of its rows."""
    rows = [b"".join(_pixel(x, y, size, clear, kind) for x in range(size)) for y in range(size)]
    width = len(rows[0]) // size
    packed = zlib.compress(b"".join(bytes([filtered_by]) + _lean(row, width, filtered_by) for row in rows))
    header = struct.pack(">IIBBBBB", size, size, 8, kind, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _pixel(x: int, y: int, size: int, clear: bool, kind: int) -> bytes:
    middle = (size - 1) / 2
    inked = 0.38 < ((x - middle) ** 2 + (y - middle) ** 2) ** 0.5 / size < 0.46
    alpha = 255 if inked or not clear else 0
    colour = (200, 30, 30) if inked else (255, 255, 255)
    return bytes((*colour, alpha)) if kind == 6 else bytes(colour)


def _lean(row: bytes, width: int, filtered_by: int) -> bytes:
    """Nothing, or each byte as its difference to the pixel on its left."""
    if filtered_by == 0:
        return row
    return bytes((row[n] - (row[n - width] if n >= width else 0)) % 256 for n in range(len(row)))


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
