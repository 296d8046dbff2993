"""What a check may find, rule by rule: what is wrong, and what the author does about it."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.domain.wording.rules import diagrams, events, forms, letter, lint, tables

RULES: Mapping[str, tuple[str, str]] = {
    **diagrams.RULES, **events.RULES, **letter.RULES, **tables.RULES, **forms.RULES, **lint.RULES,
}

__all__ = ["RULES"]
