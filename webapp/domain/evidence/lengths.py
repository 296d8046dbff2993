"""Mends how asn1crypto encodes, which made a signature in ten take half a minute and cost every one three times its work.

A length whose last byte is 0x80 is taken there for the mark of an unknown length, and everything inside is encoded anew.
A known length is longer than that mark, so the header alone tells which it is. And contents are asked for twice at every
level of nesting, where what was built by hand is encoded at each asking; once is enough.
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
    """Let every kind of value tell the two apart, and encode its contents once; a second call changes nothing."""
    core.Asn1Value.dump = _encoded_once
    for kind in vars(core).values():
        dump = vars(kind).get("dump") if isinstance(kind, type) else None
        if dump is not None and UNKNOWN in dump.__code__.co_consts:
            kind.dump = _telling_apart(dump)


def _encoded_once(self: Any, force: bool = False) -> bytes:
    contents = self.contents
    if self._header is None or force:
        if isinstance(self, core.Constructable) and self._indefinite:
            self.method = 0
        header = core._dump_header(self.class_, self.method, self.tag, contents)
        for class_, tag in self.explicit or ():
            header = core._dump_header(class_, 1, tag, header + contents) + header
        self._header, self._trailer = header, b""
    return bytes(self._header + contents + self._trailer)


def _telling_apart(dump: Dump) -> Dump:
    @wraps(dump)
    def mended(self: Any, *given: Any, **more: Any) -> bytes:
        header = self._header
        if header is not None and header[-1:] == UNKNOWN and len(header) >= SHORTEST_KNOWN:
            self._header = None  # written again from the contents, which stay as they are
        return dump(self, *given, **more)

    return mended
