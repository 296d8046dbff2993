"""Where a case finds what it calls and asks: in its own version, or in another where its diagram says so.

A version is frozen whole, so by default a diagram means its own. What is bound to the latest version, or to one
with a tag, is looked up when a token reaches it, and stays what it was for that token: docs/adr/0011.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from engine.spiff.specs.flow_node import Element
    from engine.spiff.specs.process import ProcessSpec
    from engine.spiff.tokens import Token

Bound = Literal["process", "decision", "form"]
VERSION = "version"   # with a token: the version that what it is bound to was found in


@dataclass(frozen=True, slots=True)
class Binding:
    """The version that a diagram means: the one with this tag, or the latest."""

    tag: str | None = None


class Library(Protocol):
    """What one version holds."""

    @property
    def processes(self) -> Mapping[str, Any]:
        """Those that can be started or called, by id."""

    def spec(self, path: str) -> ProcessSpec:
        """The specification of a process or of the inside of a sub-process."""

    def decide(
        self, decision_id: str, variables: Mapping[str, Any], now: datetime, asking: Element,
    ) -> Any:
        """The answer of a decision, as JSON."""


class Elsewhere(Protocol):
    """The other versions of a package."""

    def find(self, kind: Bound, name: str, binding: Binding) -> int:
        """The version that a binding means now."""

    def library(self, version_id: int) -> Library:
        """What that version holds."""


def library_for(token: Token, kind: Bound, name: str) -> Library:
    """Where a token finds what its node names; what it found once it finds again."""
    elsewhere, binding = token.case.elsewhere, token.task_spec.binding
    if binding is None or elsewhere is None:
        return token.workflow.spec.library
    kept = token.internal_data
    if VERSION not in kept:
        kept[VERSION] = elsewhere.find(kind, name, binding)
    return elsewhere.library(kept[VERSION])


def version_of(token: Token) -> int | None:
    """The version a token is told under, if that is not its case's own: its form's, or that of the process around it."""
    around: Token | None = token
    while around is not None:
        if VERSION in around.internal_data:
            found: int = around.internal_data[VERSION]
            return found
        around = around.workflow.host
    return None
