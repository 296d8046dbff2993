"""Texts line by line: what differs with its sign, what stands around it, and nothing that takes for ever."""

from webapp.domain.drafts import lines


def told(old: str, new: str, around: int = 0) -> list[str]:
    return [f"{sign}{line}" for sign, line in lines("\n".join(old), "\n".join(new), around=around)]


def test_what_differs_is_told_with_its_sign() -> None:
    assert told("abc", "abc") == []
    assert told("abc", "axc") == ["-b", "+x"]
    assert told("", "ab") == ["+a", "+b"]
    assert told("ab", "") == ["-a", "-b"]


def test_so_many_lines_stand_around_it_and_those_between_are_left_out() -> None:
    assert told("abcdefg", "xbcdefy", around=1) == ["-a", "+x", " b", "…", " f", "-g", "+y"]


def test_of_very_long_texts_all_is_told_as_changed() -> None:
    long = "a" * 7_000

    assert told(long, long + "b") == ["-a"] * 7_000 + ["+a"] * 7_000 + ["+b"]
