"""Whether a picture will do as the firm's mark on paper, decided by its bytes: a small PNG, or an SVG that only draws."""

from __future__ import annotations

import io
import re

from lxml import etree
from PIL import Image

LARGEST, FEWEST_PIXELS, MOST_PIXELS = 100_000, 40, 1600
SVG = "{http://www.w3.org/2000/svg}"
DRAWS = {SVG + name for name in (
    "svg", "g", "defs", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "use", "symbol",
    "clipPath", "mask", "linearGradient", "radialGradient", "stop")}
LEADS_AWAY = re.compile(r"url\((?!['\"]?#)|@import|expression\(|javascript:", re.IGNORECASE)


def type_of_mark(content: bytes) -> str:
    """`png` or `svg`; else what is wrong with it, as a message id."""
    if len(content) > LARGEST:
        return "mark-large"
    return _png(content) if content.startswith(b"\x89PNG") else _svg(content)


def _png(content: bytes) -> str:
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as seen:
            width, height = seen.size
            if not (FEWEST_PIXELS <= width <= MOST_PIXELS and FEWEST_PIXELS <= height <= MOST_PIXELS):
                return "mark-measures"
            seen.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return "mark-unreadable"
    return "png"


def _svg(content: bytes) -> str:
    """Nothing in it may run, load or lead anywhere: it is drawn on papers that people sign."""
    if b"<!" in content.replace(b"<!--", b""):
        return "mark-unreadable"
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except (etree.XMLSyntaxError, ValueError):
        return "mark-unreadable"
    if root.tag != SVG + "svg":
        return "mark-unreadable"
    for part in root.iter():
        if not isinstance(part.tag, str):
            continue
        if part.tag not in DRAWS or any(_leads_away(str(name), str(value)) for name, value in part.attrib.items()):
            return "mark-acts"
    return "svg"


def _leads_away(name: str, value: str) -> bool:
    bare = name.rpartition("}")[2].lower()
    return bare.startswith("on") or (bare == "href" and not value.startswith("#")) or bool(LEADS_AWAY.search(value))
