"""Doubts about a package before it is published: what the engine's lint finds, and words without a translation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import engine
from webapp.domain.packages.kept import kept
from webapp.domain.packages.shown import is_chinese, shown
from webapp.domain.packages.words import WordsUnreadable, read_words

UNTRANSLATED = "words-missing"
GIVEN = ("project_id", "project_code", "project_name", "project_lead", "customer_contact")
"""What every case of a project begins with."""
BROUGHT = frozenset({
    *GIVEN, "source", "raised_by_person", "case_number", "confirmation_id", "signing_turns", "signature_outcome",
    "signature_reason", "document_version", "gate_missing", "gate_open_cases", "webhook_status", "webhook_answer", "baseline_number", "requirement_lines",
    "requirement_changes", "requirement_clashes", "touches_acceptance", "phases", "wbs", "budget",
})
"""What a case beside one begins with, too, and what the product's verbs answer. A message brings what its output mappings say."""


def lint(files: Mapping[str, bytes]) -> list[engine.Finding]:
    """Errors and warnings; none of them stops a deployment."""
    return kept(files, ("lint",), lambda: [*engine.lint(files, brought=BROUGHT), *_untranslated(files)])


def _untranslated(files: Mapping[str, bytes]) -> Iterator[engine.Finding]:
    for path, text in files.items():
        if path.endswith(".po"):
            try:
                words = read_words(text)
            except WordsUnreadable:
                continue  # the check has said so
            for each in shown(files):
                if each.text not in words and is_chinese(each.text):
                    yield engine.Finding(UNTRANSLATED, "warning", each.path, each.line, each.element, {"text": each.text})
