"""What a browser sent, indexed once, so that a flood of fields costs one pass and no more."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Any, Protocol

ADD, REMOVE, REFRESH = "_add", "_remove", "_refresh"
LONGEST_NAME = 300


class MultiDict(Protocol):
    """What web frameworks hand over: a dict whose keys may have several values."""

    def getlist(self, key: str, /) -> list[Any]: ...

    def __iter__(self) -> Iterator[str]: ...

    def __len__(self) -> int: ...


class Posted:
    """The posted values by name, and which rows each repeated component has."""

    def __init__(self, form: MultiDict | None, files: MultiDict | None, most: int) -> None:
        self._values: dict[str, list[Any]] = {}
        self._rows: defaultdict[str, set[int]] = defaultdict(set)
        self.is_flooded = sum(len(each) for each in (form, files) if each is not None) > most
        for source in (form, files):
            if source is not None and not self.is_flooded:
                self._take(source, most)

    def _take(self, source: MultiDict, most: int) -> None:
        for name in islice(source, most):
            if not name or len(name) > LONGEST_NAME:
                continue
            self._values.setdefault(name, []).extend(source.getlist(name)[:most])
            parts = name.split("-")
            for place, part in enumerate(parts):
                if place and part.isascii() and part.isdigit() and len(part) < 7:
                    self._rows["-".join(parts[:place])].add(int(part))

    def rows(self, name: str) -> list[int]:
        """The row numbers posted for a repeated component, in order."""
        return sorted(self._rows.get(name, ()))

    def first(self, name: str) -> str:
        """The first value of a name, or nothing."""
        values = self._values.get(name)
        return str(values[0]) if values else ""

    def getlist(self, name: str) -> list[Any]:
        """All values of a name, as WTForms asks for them."""
        return list(self._values.get(name, ()))

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __bool__(self) -> bool:
        """An empty post is still a post: every row was removed, every box unticked."""
        return True
