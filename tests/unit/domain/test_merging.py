"""Two states of a text that began from one: put together where only one side changed a place."""

import pytest

from webapp.domain.drafts.merging import merged

BASE = b"a\nb\nc\nd\n"


@pytest.mark.parametrize(("mine", "theirs", "together"), [
    (b"a\nB\nc\nd\n", BASE, b"a\nB\nc\nd\n"),
    (BASE, b"a\nb\nC\nd\n", b"a\nb\nC\nd\n"),
    (b"A\nb\nc\nd\n", b"a\nb\nc\nD\n", b"A\nb\nc\nD\n"),
    (b"a\nc\nd\n", b"a\nb\nc\nd\ne\n", b"a\nc\nd\ne\n"),
    (b"a\nX\nb\nc\nd\n", b"a\nX\nb\nc\nd\n", b"a\nX\nb\nc\nd\n"),
    (b"a\nM\nc\nd\n", b"a\nT\nc\nd\n", None),
    (b"a\nM\nb\nc\nd\n", b"a\nT\nb\nc\nd\n", None),
    (b"\xff\xfe", BASE, None),
])
def test_what_one_side_changed_is_taken_and_what_both_changed_is_left_to_people(
        mine: bytes, theirs: bytes, together: bytes | None) -> None:
    assert merged(BASE, mine, theirs) == together


def test_it_does_not_matter_who_is_who() -> None:
    mine, theirs = b"A\nb\nc\nd\n", b"a\nb\nc\nd\ne\n"

    assert merged(BASE, mine, theirs) == merged(BASE, theirs, mine)
