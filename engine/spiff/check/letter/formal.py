"""Expressions: a file that marks some of its expressions as formal means the others as prose."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.errors import Finding
from engine.spiff.check.letter.clauses import broken
from engine.spiff.check.letter.model import Model
from engine.spiff.fields import EXPRESSIONS, TIMES
from engine.spiff.source import XSI, local_name

WRITTEN = (*EXPRESSIONS, *TIMES, "transformation", "from", "to", "messagePath", "dataPath")


def formal_rules(model: Model) -> Iterator[Finding]:
    """Clause 8.4.6: prose is for people; an engine reads formal expressions. In a file that marks none, all are."""
    written = list(model.every(*WRITTEN))
    if any(_is_formal(one) for one in written):
        for one in written:
            if not _is_formal(one):
                yield broken("expression-not-formal", model.file, one, found=local_name(one))


def _is_formal(node: etree._Element) -> bool:
    return node.get(f"{{{XSI}}}type", "").endswith("tFormalExpression")
