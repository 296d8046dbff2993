"""Whether a PNG is whole, decided by its bytes before anybody draws it: measures, checksums, and as many pixels as it claims."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # grey, colour, palette, grey and colour with alpha
DEPTHS = {1, 2, 4, 8, 16}


class BrokenPicture(ValueError):
    """Bytes that are no whole PNG."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG that is whole; `scanlines` are its rows as they are stored, each behind the number of its filter."""

    width: int
    height: int
    depth: int
    kind: int
    scanlines: bytes


def read(content: bytes, *, most_pixels: int) -> Picture:
    """Read a PNG no larger than this to a side; raises BrokenPicture. Interlaced ones are not read."""
    try:
        parts = list(_parts(content))
        width, height, depth, kind, packing, filtering, interlaced = struct.unpack(">IIBBBBB", parts[0][1])
    except (struct.error, IndexError) as error:
        raise BrokenPicture("no header") from error
    plain = (packing, filtering, interlaced) == (0, 0, 0) and kind in CHANNELS and depth in DEPTHS
    if parts[0][0] != b"IHDR" or parts[-1][0] != b"IEND" or not plain:
        raise BrokenPicture("no header")
    if not (0 < width <= most_pixels and 0 < height <= most_pixels):
        raise BrokenPicture("measures")
    size = height * (1 + (width * depth * CHANNELS[kind] + 7) // 8)
    return Picture(width, height, depth, kind, _unpacked(b"".join(said for name, said in parts if name == b"IDAT"), size))


def _parts(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks up to the last, each with the checksum it bears."""
    if not content.startswith(SIGNATURE):
        raise BrokenPicture("not a PNG")
    at, name = len(SIGNATURE), b""
    while name != b"IEND":
        length, name = struct.unpack(">I4s", content[at:at + 8])
        said, check = content[at + 8:at + 8 + length], content[at + 8 + length:at + 12 + length]
        if check != struct.pack(">I", zlib.crc32(name + said)):
            raise BrokenPicture("checksum")
        yield name, said
        at += 12 + length


def _unpacked(packed: bytes, size: int) -> bytes:
    unpacking = zlib.decompressobj()
    try:
        found = unpacking.decompress(packed, size + 1)
    except zlib.error as error:
        raise BrokenPicture("pixels") from error
    if len(found) != size:
        raise BrokenPicture("pixels")
    return found
