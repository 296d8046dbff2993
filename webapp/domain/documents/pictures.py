"""Photos on a paper: a small upright copy of each, so that a paper with twenty of them is still mailed and read.

The original stays as it was sent, and its hash stands on the paper. The copy leaves behind what a camera adds
unseen: the place where it was taken, the device, the preview of what was cut away.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any, Final

import structlog
from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy.orm import Session

from webapp.domain.documents.models import FileContent

log = structlog.get_logger()

FOLDER: Final = "documents/photos/"  # beside the templates
LONGEST_SIDE: Final = 1000  # pixels: 80 mm of paper at 300 to the inch
MOST: Final = 24
LARGEST: Final = 40_000_000  # pixels that are unpacked at once; a picture of more is a bomb rather than a photo
_QUALITY: Final = 80


def copies(session: Session, answers: Mapping[str, Any]) -> dict[str, bytes]:
    """Hash of the original -> its small copy as JPEG, for the first photos among the answers that can be read."""
    found: dict[str, bytes] = {}
    for sha256 in _photos(answers):
        if len(found) == MOST:
            break
        if sha256 not in found and (content := session.get(FileContent, sha256)) is not None:
            small = small_copy(content.content)
            if small is not None:
                found[sha256] = small
    return found


def small_copy(original: bytes) -> bytes | None:
    """The photo turned upright, no longer than `LONGEST_SIDE`; None where it cannot be read. The same photo gives the same bytes."""
    try:
        with Image.open(io.BytesIO(original)) as photo:
            photo.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is unpacked no larger than is needed
            if photo.width * photo.height > LARGEST:
                log.info("photo.too_large", width=photo.width, height=photo.height)
                return None
            upright = ImageOps.exif_transpose(photo)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            out = io.BytesIO()
            _on_white(upright).save(out, "JPEG", quality=_QUALITY)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        log.info("photo.unreadable", reason=str(error))
        return None
    return out.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    """Paper is white behind what is clear."""
    clear = picture.convert("RGBA")
    paper = Image.new("RGB", clear.size, "white")
    paper.paste(clear, mask=clear.getchannel("A"))
    return paper


def _photos(value: Any) -> Iterator[str]:
    """The hashes of pictures among answers, in the order of the form."""
    if isinstance(value, Mapping):
        if str(value.get("type", "")).startswith("image/") and isinstance(value.get("sha256"), str):
            yield value["sha256"]
        else:
            for item in value.values():
                yield from _photos(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _photos(item)
