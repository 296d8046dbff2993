"""What a signature looks like on the page: the drawn line, the seal or the typed name, and in small who, when and how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog

from webapp.domain import documents

log = structlog.get_logger()

READERS_ZONE = ZoneInfo("Asia/Shanghai")
LARGEST_SIDE = 4000  # pixels; a picture that unpacks to more is not drawn
_PNG_HEAD = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
_TEMPLATE = rb"""
#let data = json(bytes(sys.inputs.data))
#set page(width: data.width * 1pt, height: data.height * 1pt, margin: 0pt, fill: none)
#set text(font: "Noto Sans CJK SC", size: 7pt, fill: rgb("#1b2733"), lang: if data.locale == "en" { "en" } else { "zh" })
#set par(leading: 0.45em, spacing: 0.55em)
#let mark = if data.picture {
  align(left + horizon, image("mark.png", height: 100%, width: 100%, fit: "contain"))
} else {
  align(left + horizon, layout(room => context {
    let name = text(size: 17pt, fill: rgb("#14308a"), data.name)
    let wide = measure(name).width
    if wide > room.width { scale(x: room.width / wide * 100%, y: room.width / wide * 100%, origin: left, reflow: true, name) } else { name }
  }))
}
#grid(columns: (52%, 1fr), rows: 100%, column-gutter: 4pt, mark,
  align(left + horizon, [
    #text(size: 7.5pt, data.name) \
    #data.lines.join(linebreak())
  ]))
"""
WORDS = {
    "zh": {"signed": "电子签署于", "moment": "%Y-%m-%d %H:%M:%S", "zone": "北京时间"},
    "en": {"signed": "Signed electronically", "moment": "%d %b %Y %H:%M:%S", "zone": "Beijing time"},
}


@dataclass(frozen=True, slots=True)
class Look:
    """What the stamp shows; `picture` is a PNG, drawn by hand or a seal."""

    name: str
    at: datetime
    locale: str = "zh"
    picture: bytes | None = None


def draw(look: Look, *, width: float, height: float) -> bytes:
    """The stamp as a one-page PDF of this size; a picture that nobody can read gives way to the typed name."""
    words = WORDS["en" if look.locale.startswith("en") else "zh"]
    told = {
        "width": round(width, 2), "height": round(height, 2), "name": look.name, "locale": look.locale,
        "lines": [words["signed"], look.at.astimezone(READERS_ZONE).strftime(words["moment"]), words["zone"]],
    }
    if look.picture and _is_drawable(look.picture):
        try:
            return _typeset(told | {"picture": True}, look.picture, look.at)
        except documents.DocumentNotRendered:
            log.info("stamp.picture_unreadable", bytes=len(look.picture))
    return _typeset(told | {"picture": False}, None, look.at)


def _typeset(told: dict[str, object], picture: bytes | None, at: datetime) -> bytes:
    files = {"stamp.typ": _TEMPLATE, **({"mark.png": picture} if picture else {})}
    return documents.typeset(files, "stamp.typ", told, at=at)


def _is_drawable(picture: bytes) -> bool:
    """Look at the size a PNG claims before anything unpacks it: a small file may be a very large picture."""
    if not picture.startswith(_PNG_HEAD) or len(picture) < len(_PNG_HEAD) + 8:
        return False
    start = len(_PNG_HEAD)
    width, height = (int.from_bytes(picture[start + n:start + n + 4], "big") for n in (0, 4))
    return 0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE
