"""Whether a PNG is whole, decided by its bytes before anybody draws it: measures, checksums, and as many pixels as it claims."""

from __future__ import annotations

import io

from PIL import Image, UnidentifiedImageError

UNREADABLE = (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError)


class BrokenPicture(ValueError):
    """Bytes that are no whole PNG."""


def read(content: bytes, *, most_pixels: int) -> Image.Image:
    """Read a PNG no larger than this to a side, every pixel of it; raises BrokenPicture. Interlaced ones are not read."""
    try:
        Image.open(io.BytesIO(content), formats=["PNG"]).verify()  # the checksums; a verified picture reads no further
        picture = Image.open(io.BytesIO(content), formats=["PNG"])
        if max(picture.size) > most_pixels or picture.info.get("interlace"):
            raise BrokenPicture("measures")
        picture.load()
    except UNREADABLE as error:
        raise BrokenPicture("not a PNG") from error
    return picture
