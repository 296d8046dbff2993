"""BPMN's letter: what the standard forbids although an engine could run it, each rule with its clause.

Held in the strict profile; in the lenient one the same findings are warnings. Unlike the other checks these
look at the whole file, also at what is only drawn: a pool that contradicts itself misleads people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.errors import Finding
from engine.spiff.check.letter.collaboration import collaboration_rules
from engine.spiff.check.letter.conversations import conversation_rules
from engine.spiff.check.letter.data import data_rules
from engine.spiff.check.letter.events import event_rules
from engine.spiff.check.letter.flows import flow_rules
from engine.spiff.check.letter.formal import formal_rules
from engine.spiff.check.letter.model import Model
from engine.spiff.check.letter.references import reference_rules
from engine.spiff.check.letter.schema import schema_rules
from engine.spiff.source import Document

RULES: tuple[Callable[[Model], Iterator[Finding]], ...] = (
    schema_rules, reference_rules, formal_rules, flow_rules, event_rules, data_rules, collaboration_rules,
    conversation_rules,
)


def against_the_letter(document: Document, files: frozenset[str]) -> Iterator[Finding]:
    """Everything in a file that BPMN forbids; `files` are the paths of its package."""
    model = Model(document, files)
    for rules in RULES:
        yield from rules(model)
