"""Script languages beside FEEL: none, unless the program that embeds the engine registers one.

Python is no such language here, and never becomes one by a file's wish.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from engine.errors import EngineError


class Script(Protocol):
    """The body of a script task, read."""

    def run(self, variables: Mapping[str, Any], now: datetime) -> Mapping[str, Any]:
        """The variables to set; `Failed` raises a BPMN error."""


class Language(Protocol):
    """Reads the bodies of script tasks."""

    def read(self, text: str) -> Script:
        """The script of a body."""


class Failed(EngineError):
    """A script ended in a BPMN error, which the diagram may catch by its code."""

    def __init__(self, code: str) -> None:
        super().__init__("script-failed", code=code)
        self.code = code


Languages = Mapping[str, Language]
"""Languages by the `scriptFormat` that names them; the empty one is for scripts that name none."""
