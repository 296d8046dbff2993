"""Two states of a text that began from one: what only one side changed is taken, what both changed is not decided here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher


def merged(base: bytes, mine: bytes, theirs: bytes) -> bytes | None:
    """All three put together by lines; None where both sides changed the same place differently, or it is no text."""
    try:
        sides = [side.decode().splitlines(keepends=True) for side in (base, mine, theirs)]
    except UnicodeDecodeError:
        return None
    lines: list[str] = []
    for was, ours, others in _parts(*sides):
        if ours == others or others == was:
            lines += ours
        elif ours == was:
            lines += others
        else:
            return None
    return "".join(lines).encode()


def _parts(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[Sequence[str], ...]]:
    """The three texts cut where all of them agree: between two such lines stands what may differ."""
    ours, others = _kept(base, mine), _kept(base, theirs)
    at, left, right = 0, 0, 0
    for place, line in enumerate(base):
        if place in ours and place in others:
            yield base[at:place], mine[left:ours[place]], theirs[right:others[place]]
            yield [line], [line], [line]
            at, left, right = place + 1, ours[place] + 1, others[place] + 1
    yield base[at:], mine[left:], theirs[right:]


def _kept(base: Sequence[str], side: Sequence[str]) -> dict[int, int]:
    """Where each line of the base that is still there stands now."""
    same = SequenceMatcher(None, base, side, autojunk=False).get_matching_blocks()
    return {block.a + step: block.b + step for block in same for step in range(block.size)}
