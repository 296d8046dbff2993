"""Pure rules of files and documents: one spelling for hashed data, and what a file really is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import filetype  # type: ignore[import-untyped]

MEGABYTE = 1024 * 1024
OFFICE = "application/vnd.openxmlformats-officedocument"
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif", "image/heic"})
FILMS = frozenset({"video/mp4", "video/quicktime", "video/webm", "video/x-m4v", "video/3gpp"})
PAPERS = frozenset({
    "application/pdf", "text/plain", "application/zip", "application/msword",
    "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
    f"{OFFICE}.wordprocessingml.document", f"{OFFICE}.spreadsheetml.sheet",
    f"{OFFICE}.presentationml.presentation",
})
DRAWINGS = frozenset({"image/vnd.dwg", "image/vnd.dxf", "model/step"})
_CONTROL_CHARACTERS = bytes(set(range(32)) - set(b"\t\n\r\f\x1b"))


@dataclass(frozen=True, slots=True)
class Limits:
    """What one upload may be; the refusal names the limit that was met."""

    max_bytes: int = 25 * MEGABYTE
    types: frozenset[str] = PICTURES | FILMS | PAPERS | DRAWINGS


def canonical(data: Any) -> bytes:
    """One spelling per value, so that equal data has an equal hash."""
    return json.dumps(
        data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def sha256(content: bytes) -> str:
    """The hash that names bytes throughout the product."""
    return hashlib.sha256(content).hexdigest()


def hash_of_data(data: Mapping[str, Any]) -> str:
    """The hash of what a document says, printed in its footer."""
    return sha256(canonical(data))


def type_by_content(content: bytes) -> str | None:
    """What the bytes are, whatever the file is called; None when nobody can tell."""
    if drawing := _drawing(content):
        return drawing
    if (kind := filetype.guess(content)) is not None:
        return str(kind.mime)
    return "text/plain" if _is_plain_text(content) else None


def _drawing(content: bytes) -> str | None:
    start = content[:4096].lstrip()
    if start.startswith(b"AC10"):
        return "image/vnd.dwg"
    if start.startswith(b"ISO-10303-21;"):
        return "model/step"
    if start.split()[:2] == [b"0", b"SECTION"] or start.startswith(b"AutoCAD Binary DXF"):
        return "image/vnd.dxf"
    return None


def _is_plain_text(content: bytes) -> bool:
    """Text in UTF-8 or GB 18030 without control characters; markup that runs in a browser is not."""
    if content.translate(None, _CONTROL_CHARACTERS) != content:
        return False
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script")):
        return False
    return any(_reads_as(content, encoding) for encoding in ("utf-8", "gb18030"))


def _reads_as(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
