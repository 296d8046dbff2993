"""The tree of RFC 9162 as pure functions. Only complete subtrees are kept, and those never change: `at(level, place)`.

A root, a proof, an append each read and write a handful of nodes, however long the log.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

Nodes = Callable[[int, int], bytes]
EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(salt: bytes, body: bytes) -> bytes:
    """A salted leaf: nobody can guess an erased body from its hash."""
    return hashlib.sha256(b"\0" + salt + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Two subtrees joined."""
    return hashlib.sha256(b"\1" + left + right).digest()


def canonical(body: Any) -> bytes:
    """One spelling per value; the bytes themselves are kept and handed on, so nobody has to spell it again."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def grow(at: Nodes, place: int, leaf: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The nodes that a new leaf completes, itself first."""
    level, found = 0, leaf
    yield level, place, found
    while place & 1:
        found = node_hash(at(level, place - 1), found)
        level, place = level + 1, place >> 1
        yield level, place, found


def root_of(at: Nodes, size: int) -> bytes:
    """The root of the log as it was with so many entries."""
    return _subtree(at, 0, size)


def inclusion(at: Nodes, number: int, size: int) -> list[bytes]:
    """The path by which anybody computes the root from this entry."""
    return _path(at, number, 0, size)


def consistency(at: Nodes, size: int, later: int) -> list[bytes]:
    """The proof that a longer log begins with the shorter one."""
    return _growth(at, size, 0, later, is_whole=True) if 0 < size < later else []


def _subtree(at: Nodes, first: int, end: int) -> bytes:
    count = end - first
    if count == 0:
        return EMPTY
    if count & (count - 1) == 0 and first % count == 0:
        level = count.bit_length() - 1
        return at(level, first >> level)
    half = _half(count)
    return node_hash(_subtree(at, first, first + half), _subtree(at, first + half, end))


def _path(at: Nodes, number: int, first: int, end: int) -> list[bytes]:
    if end - first == 1:
        return []
    middle = first + _half(end - first)
    if number < middle:
        return [*_path(at, number, first, middle), _subtree(at, middle, end)]
    return [*_path(at, number, middle, end), _subtree(at, first, middle)]


def _growth(at: Nodes, size: int, first: int, end: int, *, is_whole: bool) -> list[bytes]:
    if size == end - first:
        return [] if is_whole else [_subtree(at, first, end)]
    half = _half(end - first)
    if size <= half:
        return [*_growth(at, size, first, first + half, is_whole=is_whole), _subtree(at, first + half, end)]
    return [*_growth(at, size - half, first + half, end, is_whole=False), _subtree(at, first, first + half)]


def _half(count: int) -> int:
    """The largest power of two below."""
    return 1 << (count - 1).bit_length() - 1


class Tree:
    """A tree in memory, grown leaf by leaf: what an audit computes anew."""

    def __init__(self, leaves: Sequence[bytes] = ()) -> None:
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.size = 0
        for leaf in leaves:
            self.add(leaf)

    def at(self, level: int, place: int) -> bytes:
        """One node."""
        return self.nodes[level, place]

    def add(self, leaf: bytes) -> None:
        """Append one leaf."""
        for level, place, found in grow(self.at, self.size, leaf):
            self.nodes[level, place] = found
        self.size += 1

    def root(self, size: int | None = None) -> bytes:
        """The root, now or as it was."""
        return root_of(self.at, self.size if size is None else size)
