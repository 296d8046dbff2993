"""Which characters the shipped font can draw, read from the font's own character map."""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path

from noto_cjk_sans_otc import FONT_PATH

_FULL_UNICODE = 12  # the cmap subtable format that reaches beyond the first 65,536 characters


@cache
def covered_characters() -> frozenset[int]:
    """Every code point that the shipped Chinese font has a glyph for."""
    font = Path(str(FONT_PATH)).read_bytes()
    cmap = _table(font, b"cmap")
    for offset in _subtables(font, cmap):
        if struct.unpack_from(">H", font, offset)[0] == _FULL_UNICODE:
            return frozenset(_points(font, offset))
    return frozenset()


def _table(font: bytes, tag: bytes) -> int:
    first_font = struct.unpack_from(">I", font, 12)[0] if font[:4] == b"ttcf" else 0
    count = struct.unpack_from(">H", font, first_font + 4)[0]
    for entry in range(first_font + 12, first_font + 12 + 16 * count, 16):
        if font[entry : entry + 4] == tag:
            return int(struct.unpack_from(">I", font, entry + 8)[0])
    raise LookupError(tag)


def _subtables(font: bytes, cmap: int) -> list[int]:
    count = struct.unpack_from(">H", font, cmap + 2)[0]
    return [cmap + struct.unpack_from(">I", font, cmap + 4 + 8 * n + 4)[0] for n in range(count)]


def _points(font: bytes, offset: int) -> list[int]:
    groups = struct.unpack_from(">I", font, offset + 12)[0]
    points: list[int] = []
    for group in range(groups):
        first, last, _ = struct.unpack_from(">III", font, offset + 16 + 12 * group)
        points.extend(range(first, last + 1))
    return points
