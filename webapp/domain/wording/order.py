"""Names in the order in which a reader looks for them.

A Chinese list begins with Chinese names, by their sound; an English one with those in Latin letters. GB 2312 lists its
first 3,755 characters by pinyin, and GB 18030 keeps their places: that is nearly every surname. What is rarer comes after
these, by its strokes, and of two readings the character's usual one counts, which a surname's need not be (翟, 单).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar
from unicodedata import combining, normalize

Thing = TypeVar("Thing")
FIRST_HAN = "\u2e80"
"""From here on Unicode keeps what Chinese is written with; before it lie the alphabets."""


def in_order(those: Iterable[Thing], locale: str, *, name: Callable[[Thing], str]) -> list[Thing]:
    """Those things by name, as a reader of this language looks for them."""
    return sorted(those, key=lambda each: _place(name(each), locale))


def _place(name: str, locale: str) -> tuple[bool, bytes]:
    is_han = name[:1] >= FIRST_HAN
    bare = "".join(letter for letter in normalize("NFKD", name) if not combining(letter))
    return is_han != (locale == "zh"), bare.casefold().encode("gb18030", "replace")
