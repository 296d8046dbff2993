"""Heavy variables: kept outside the state, named in it by their hash, fetched when something reads them.

A case carries lists of works, costs and findings that one expression in a hundred steps asks for. Read and written
with every step they would be most of what a step costs. So whoever stores a case may put them on a shelf: a value
goes there once, under the hash of its JSON, and never changes. A frame that holds such a value looks like any other
mapping; the first one that is read brings all that the state names, at once.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable, Collection, Iterator, Mapping, MutableMapping
from functools import cached_property
from hashlib import blake2b
from secrets import token_urlsafe
from typing import Any

import orjson

HEAVIEST_CARRIED = 40   # bytes of JSON that a variable may have to travel with the state
DIGEST_BYTES = SALT_BYTES = 6   # few, since a case has few values and nobody knows by which salt its hashes are made

Frame = MutableMapping[str, Any]
Texts = Mapping[str, str]
Fetch = Callable[[Collection[str]], Texts]


def nothing_shelved(digests: Collection[str]) -> Texts:
    """What a caller has that keeps its states whole."""
    raise LookupError(f"the state names values that were not kept: {', '.join(sorted(digests))}")


class Shelf:
    """The heavy values that a stored state names, and how to come by them."""

    def __init__(self, fetch: Fetch) -> None:
        self.named: set[str] = set()
        self._fetch = fetch
        self._texts: Texts = {}

    @cached_property
    def salt(self) -> str:
        """By which its hashes are made; a stored state brings its own."""
        return token_urlsafe(SALT_BYTES)

    def digest(self, text: bytes) -> str:
        """The hash that a value of this JSON goes by."""
        return urlsafe_b64encode(blake2b(text, digest_size=DIGEST_BYTES, key=self.salt.encode()).digest()).decode()

    def value(self, digest: str) -> Any:
        """The value of this hash."""
        if digest not in self._texts:
            self._texts = self._fetch(self.named)
        return orjson.loads(self._texts[digest])

    def frame(self, carried: dict[str, Any], shelved: Mapping[str, str]) -> Frame:
        """The variables of one scope: those that the state carried, and those that it named."""
        if not shelved:
            return carried
        self.named.update(shelved.values())
        return ShelvedFrame({**carried, **{name: Shelved(digest, self) for name, digest in shelved.items()}})


class Shelved:
    """The place of a value that is on the shelf until it is read."""

    __slots__ = ("_shelf", "_value", "digest")

    def __init__(self, digest: str, shelf: Shelf) -> None:
        self.digest, self._shelf = digest, shelf
        self._value: Any = self

    def read(self) -> Any:
        if self._value is self:
            self._value = self._shelf.value(self.digest)
        return self._value


class ShelvedFrame(MutableMapping[str, Any]):
    """Variables of which some are on the shelf; whoever reads one gets the value."""

    def __init__(self, held: dict[str, Any]) -> None:
        self.held = held

    def __getitem__(self, name: str) -> Any:
        value = self.held[name]
        return value.read() if type(value) is Shelved else value

    def __setitem__(self, name: str, value: Any) -> None:
        self.held[name] = value

    def __delitem__(self, name: str) -> None:
        del self.held[name]

    def __contains__(self, name: object) -> bool:
        return name in self.held

    def __iter__(self) -> Iterator[str]:
        return iter(self.held)

    def __len__(self) -> int:
        return len(self.held)


def copied(frame: Frame) -> Frame:
    """A frame of its own, that later changes do not touch and that fetches nothing before it is read."""
    return ShelvedFrame(dict(frame.held)) if type(frame) is ShelvedFrame else dict(frame)


def parted(frame: Frame, texts: dict[str, str], shelf: Shelf) -> tuple[dict[str, Any], dict[str, str]]:
    """What the state carries of a frame and what it names; the JSON of what is newly named goes to `texts`."""
    carried: dict[str, Any] = {}
    shelved: dict[str, str] = {}
    for name, value in (frame.held if type(frame) is ShelvedFrame else frame).items():
        if type(value) is Shelved:
            shelved[name] = value.digest
        elif (text := _heavy(value)) is None:
            carried[name] = value
        else:
            shelved[name] = digest = shelf.digest(text)
            texts[digest] = text.decode()
    return carried, shelved


def _heavy(value: Any) -> bytes | None:
    """The JSON of a value that is too heavy to travel."""
    if not isinstance(value, (str, list, dict)) or not value:
        return None
    if isinstance(value, str) and len(value) * 3 < HEAVIEST_CARRIED:
        return None
    text = orjson.dumps(value)
    return text if len(text) > HEAVIEST_CARRIED else None
