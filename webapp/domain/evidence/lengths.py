"""Mends one reading of lengths in asn1crypto, which made a signature in ten take half a minute.

A length whose last byte is 0x80 is taken there for the mark of an unknown length, and everything inside is encoded anew,
twice at every level of nesting. A known length is longer than that mark, so the header alone tells which it is.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from asn1crypto import core

Dump = Callable[..., bytes]
UNKNOWN = b"\x80"
SHORTEST_KNOWN = 3  # tag, how many bytes the length has, and at least one of these


def mend() -> None:
    """Let every kind of value tell the two apart; a second call changes nothing."""
    for kind in vars(core).values():
        if isinstance(kind, type) and "dump" in vars(kind) and not hasattr(vars(kind)["dump"], "mended"):
            kind.dump = _telling_apart(vars(kind)["dump"])  # type: ignore[attr-defined]


def _telling_apart(dump: Dump) -> Dump:
    @wraps(dump)
    def mended(self: Any, *given: Any, **more: Any) -> bytes:
        header = getattr(self, "_header", None)
        if header is not None and header[-1:] == UNKNOWN and len(header) >= SHORTEST_KNOWN:
            self._header = None  # written again from the contents, which stay as they are
        return dump(self, *given, **more)

    mended.mended = True  # type: ignore[attr-defined]
    return mended
