"""What of the inbox is asked for, read from the address and written back into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from flask import url_for

Box = Literal["mine", "groups", "done"]
Due = Literal["overdue", "today", "week"]

BOXES: tuple[Box, ...] = ("mine", "groups", "done")
DUES: tuple[Due, ...] = ("overdue", "today", "week")


@dataclass(frozen=True)
class Filters:
    """A box, how soon it is due, a word to look for, a page."""

    box: Box = "mine"
    due: Due | None = None
    search: str = ""
    page: int = 1

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Filters:
        """Read the address; what makes no sense is left out, not complained about."""
        page = args.get("page", "")
        return cls(
            box=next((box for box in BOXES if box == args.get("box")), "mine"),
            due=next((due for due in DUES if due == args.get("due")), None),
            search=args.get("search", "").strip()[:100],
            page=max(1, int(page)) if page.isdecimal() and len(page) < 6 else 1,
        )

    @property
    def is_narrow(self) -> bool:
        """Whether something beside the box was asked for."""
        return bool(self.due or self.search)

    def address(self, **changes: Any) -> str:
        """The address of the same list with something changed."""
        asked = replace(self, **{"page": 1} | changes)
        said: dict[str, Any] = {"box": asked.box, "due": asked.due, "search": asked.search, "page": asked.page}
        plain = {"page": 1}
        return url_for("inbox.index", **{key: value for key, value in said.items()
                                         if value and value != plain.get(key)})
