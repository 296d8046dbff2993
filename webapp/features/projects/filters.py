"""What of the list of projects is asked for, read from the address and written back into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from flask import url_for

LIGHTS = ("red", "yellow", "green")
LONGEST_PAGE = 5
"""Digits of a page's number."""


@dataclass(frozen=True)
class Filters:
    """A word to look for, a stage, a light, whether closed ones are wanted too, a page."""

    search: str = ""
    stage: str = ""
    light: str = ""
    closed: bool = False
    page: int = 1

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Filters:
        """Read the address; what makes no sense is left out, not complained about."""
        page, light = args.get("page", ""), args.get("light", "")
        return cls(search=args.get("search", "").strip()[:100], stage=args.get("stage", ""),
                   light=light if light in LIGHTS else "", closed="closed" in args,
                   page=max(1, int(page)) if page.isdecimal() and len(page) <= LONGEST_PAGE else 1)

    @property
    def is_narrow(self) -> bool:
        """Whether not every open project is asked for."""
        return bool(self.search or self.stage or self.light)

    def at(self, page: int) -> str:
        """The address of another page of the same list."""
        said = {**asdict(replace(self, page=page)), "closed": int(self.closed)}
        return url_for("projects.index", **{key: value for key, value in said.items() if value and (key, value) != ("page", 1)})
