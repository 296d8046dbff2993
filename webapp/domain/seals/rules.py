"""Whether a picture will do as a seal, decided by its bytes: a small PNG whose corners are transparent."""

from __future__ import annotations

from webapp.domain.documents import BrokenPicture, Picture, read_png

LARGEST, MOST_PIXELS, FEWEST_PIXELS = 200_000, 1200, 40
READABLE = 10_000  # to a side; more is no picture of a seal at all
ALPHA_BYTES = {4: 2, 6: 4}  # grey and colour, each with alpha, eight bits a channel
HIGHEST_FILTER = 4


def require_stamp(picture: bytes) -> str:
    """What is wrong with the picture, as a message id; nothing if it will do."""
    if len(picture) > LARGEST:
        return "seal-large"
    try:
        seen = read_png(picture, most_pixels=READABLE)
    except BrokenPicture:
        return "seal-not-png"
    if not (FEWEST_PIXELS <= seen.width <= MOST_PIXELS and FEWEST_PIXELS <= seen.height <= MOST_PIXELS):
        return "seal-measures"
    return "" if seen.depth == 8 and seen.kind in ALPHA_BYTES and _clear_corners(seen) else "seal-ground"


def _clear_corners(picture: Picture) -> bool:
    """Whether the first row begins and ends transparent. Its filter can lean on nothing but its left neighbour."""
    size = ALPHA_BYTES[picture.kind]
    leans_left, alphas = picture.scanlines[0], picture.scanlines[size:1 + picture.width * size:size]
    last = 0
    for step in alphas:
        last = (step + {1: last, 3: last // 2, 4: last}.get(leans_left, 0)) % 256
    return leans_left <= HIGHEST_FILTER and alphas[0] == 0 and last == 0
