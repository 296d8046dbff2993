"""Whether a picture will do as a seal, decided by its bytes: a small PNG whose corners are transparent."""

from __future__ import annotations

import struct
import zlib

PNG = b"\x89PNG\r\n\x1a\n"
LARGEST, MOST_PIXELS, FEWEST_PIXELS = 200_000, 1200, 40
ALPHA_BYTES = {4: 2, 6: 4}  # grey and colour, each with alpha, eight bits a channel


def require_stamp(picture: bytes) -> str:
    """What is wrong with the picture, as a message id; nothing if it will do."""
    if len(picture) > LARGEST:
        return "seal-large"
    if not picture.startswith(PNG):
        return "seal-not-png"
    try:
        width, height, depth, kind, interlaced = _header(picture)
        if not (FEWEST_PIXELS <= width <= MOST_PIXELS and FEWEST_PIXELS <= height <= MOST_PIXELS):
            return "seal-measures"
        if depth != 8 or kind not in ALPHA_BYTES or interlaced or not _clear_corners(picture, width, ALPHA_BYTES[kind]):
            return "seal-ground"
    except (struct.error, ValueError, IndexError, zlib.error):
        return "seal-not-png"
    return ""


def _header(picture: bytes) -> tuple[int, int, int, int, int]:
    name, width, height, depth, kind, _, _, interlaced = struct.unpack(">4sIIBBBBB", picture[12:29])
    if name != b"IHDR":
        raise ValueError("no header")
    return width, height, depth, kind, interlaced


def _clear_corners(picture: bytes, width: int, size: int) -> bool:
    """Whether the first row begins and ends transparent. Its filter can lean on nothing but its left neighbour."""
    row = zlib.decompressobj().decompress(_compressed(picture), 1 + width * size)
    leans_left, alphas = row[0], row[size::size]
    if len(alphas) < width or leans_left > 4:
        raise ValueError("cut off")
    last = 0
    for step in alphas:
        last = (step + {1: last, 3: last // 2, 4: last}.get(leans_left, 0)) % 256
    return alphas[0] == 0 and last == 0


def _compressed(picture: bytes) -> bytes:
    found, at = b"", len(PNG)
    while at + 8 <= len(picture):
        length, name = struct.unpack(">I4s", picture[at:at + 8])
        if name == b"IDAT":
            found += picture[at + 8:at + 8 + length]
        at += 12 + length
    return found
