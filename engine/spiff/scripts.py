"""Script languages beside FEEL: none, unless the program that embeds the engine registers one.

    register_script_language("shout", lambda text, variables, now: {"said": text.upper()})

What evaluates a script gets its text, the variables around it and the time, and gives back the variables to
set; it raises `ScriptFailed(code)` for a BPMN error. Scripts that take their time are registered without:
each is a job of type `script:<language>` with its text under the header `script`, so that workers do those
of parallel branches at once, timers fire meanwhile, and nothing is lost with the process.

Python is no such language here, and never becomes one by a file's wish.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from engine.errors import EngineError

Results = Mapping[str, Any]
Evaluate = Callable[[str, Mapping[str, Any], datetime], Results]


class Script(Protocol):
    """The body of a script task, read."""

    def run(self, variables: Mapping[str, Any], now: datetime) -> Results:
        """The variables to set; `ScriptFailed` raises a BPMN error."""


class Language(Protocol):
    """Reads the bodies of script tasks."""

    def read(self, text: str) -> Script | None:
        """The script of a body; None if a worker does it."""


class ScriptFailed(EngineError):
    """A script ended in a BPMN error, which the diagram may catch by its code."""

    def __init__(self, code: str) -> None:
        super().__init__("script-failed", code=code)
        self.code = code


Languages = Mapping[str, Language]
"""Languages by the `scriptFormat` that names them; the empty one is for scripts that name none."""

REGISTERED: dict[str, Language] = {}


def register_script_language(name: str, evaluate: Evaluate | None = None) -> None:
    """Let script tasks of this `scriptFormat` be executed; done once, before packages that use it are deployed."""
    REGISTERED[name] = Registered(evaluate)


@dataclass(frozen=True, slots=True)
class Registered:
    """A language of the embedding program."""

    evaluate: Evaluate | None

    def read(self, text: str) -> Script | None:
        return None if self.evaluate is None else _Text(text, self.evaluate)


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    evaluate: Evaluate

    def run(self, variables: Mapping[str, Any], now: datetime) -> Results:
        return self.evaluate(self.text, variables, now)
