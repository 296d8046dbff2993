"""What a signature looks like on the page: the drawn line, the seal or the typed name, and in small who, when and how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from webapp.domain import documents
from webapp.domain.evidence.errors import NotSignable

READERS_ZONE = ZoneInfo("Asia/Shanghai")
LARGEST_SIDE = 4000  # pixels; a picture that unpacks to more is not drawn
_TEMPLATE = rb"""
#let data = json(bytes(sys.inputs.data))
#set page(width: data.width * 1pt, height: data.height * 1pt, margin: 0pt, fill: none)
#set text(font: "Noto Sans CJK SC", size: 7pt, fill: rgb("#1b2733"), lang: if data.locale == "en" { "en" } else { "zh" })
#set par(leading: 0.45em, spacing: 0.55em)
#let in-one-line(name) = layout(room => context {
  let wide = measure(name).width
  if wide > room.width { scale(x: room.width / wide * 100%, y: room.width / wide * 100%, origin: left, reflow: true, name) } else { name }
})
#let mark = if data.picture {
  align(left + horizon, image("mark.png", height: 100%, width: 100%, fit: "contain"))
} else {
  align(left + horizon, in-one-line(text(size: 17pt, fill: rgb("#14308a"), data.name)))
}
#grid(columns: (52%, 1fr), rows: 100%, column-gutter: 4pt, mark,
  align(left + horizon, [
    #in-one-line(text(size: 7.5pt, data.name))
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
    """The stamp as a one-page PDF of this size; a picture that nobody can read is refused, or it would go unseen."""
    words = WORDS["en" if look.locale.startswith("en") else "zh"]
    told = {
        "width": round(width, 2), "height": round(height, 2), "name": look.name, "locale": look.locale,
        "lines": [words["signed"], look.at.astimezone(READERS_ZONE).strftime(words["moment"]), words["zone"]],
    }
    if not look.picture:
        return _typeset(told | {"picture": False}, None, look.at)
    try:
        documents.read_png(look.picture, most_pixels=LARGEST_SIDE)
        return _typeset(told | {"picture": True}, look.picture, look.at)
    except (documents.BrokenPicture, documents.DocumentNotRendered) as error:
        raise NotSignable("picture-unreadable") from error


def _typeset(told: dict[str, object], picture: bytes | None, at: datetime) -> bytes:
    files = {"stamp.typ": _TEMPLATE, **({"mark.png": picture} if picture else {})}
    return documents.typeset(files, "stamp.typ", told, at=at)
