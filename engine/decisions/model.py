"""What a decision model consists of: inputs, decisions, knowledge and services, and their needs."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.decisions.boxes import Box
from engine.expressions.types import FeelType

# A model's namespace and an element's id: what a requirement points at.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Need:
    """A requirement: the element, and under which import's name it is seen ("" for one's own)."""

    key: Key
    under: str = ""


@dataclass(slots=True)
class Node:
    """One element of a model."""

    key: Key
    name: str
    kind: str  # inputData, decision, businessKnowledgeModel, decisionService
    line: int
    type: FeelType | None = None
    needs: list[Need] = field(default_factory=list)
    logic: Box | None = None
    # A service's parts.
    outputs: list[Key] = field(default_factory=list)
    inputs: list[Key] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The element's id."""
        return self.key[1]
