"""Whether a picture will do as a seal, decided by its bytes: a small PNG whose corners are transparent."""

from __future__ import annotations

from PIL import Image

from webapp.domain.documents import BrokenPicture, read_png

LARGEST, MOST_PIXELS, FEWEST_PIXELS = 200_000, 1200, 40
READABLE = 8_000  # to a side; more is no picture of a seal at all
WITH_ALPHA = {"LA", "RGBA"}


def require_stamp(picture: bytes) -> str:
    """What is wrong with the picture, as a message id; nothing if it will do."""
    if len(picture) > LARGEST:
        return "seal-large"
    try:
        seen = read_png(picture, most_pixels=READABLE)
    except BrokenPicture:
        return "seal-not-png"
    if not (min(seen.size) >= FEWEST_PIXELS and max(seen.size) <= MOST_PIXELS):
        return "seal-measures"
    return "" if seen.mode in WITH_ALPHA and _clear_corners(seen) else "seal-ground"


def _clear_corners(picture: Image.Image) -> bool:
    """Whether paper shows through at each corner."""
    alpha, right, bottom = picture.getchannel("A"), picture.width - 1, picture.height - 1
    return not any(alpha.getpixel(corner) for corner in ((0, 0), (right, 0), (0, bottom), (right, bottom)))
