"""What a check of a package found, as sentences for its author: where, what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import engine

RULES: Mapping[str, str] = {
    "attribute-not-executed": "the attribute %(attribute)s is not executed",
    "decision-has-doctype": "a decision table may not bring a document type of its own",
    "decision-missing": "the package has no decision %(decision_id)s",
    "decision-not-dmn": "this is no DMN file",
    "element-not-executed": "this kind of element is not executed",
    "extension-not-executed": "this extension is not executed",
    "expression-budget": "an expression is too long or too deep",
    "expression-syntax": "an expression cannot be read",
    "file-path": "the path leads out of the package",
    "form-missing": "the package has no form for this task",
    "form-shape": "this is no form",
    "form-syntax": "this form is not JSON",
    "form-too-deep": "the form is nested too deep",
    "form-too-large": "the form is too large",
    "form-too-many-components": "the form has too many components",
    "handler-unknown": "no automatic step is called %(name)s",
    "manifest-unreadable": "package.toml cannot be read: %(reason)s",
    "process-missing": "the package has no such process",
    "script-language": "scripts of this language are not executed; FEEL alone is",
    "words-unreadable": "the translations cannot be read: %(reason)s",
    "xml-doctype": "a diagram may not bring a document type of its own",
    "xml-syntax": "this is no XML",
}
LONGEST = 200


def finding_words(finding: engine.Finding) -> str:
    """`bpmn/a.bpmn, line 7, “pay”: … (rule). …` on one line; a remedy closes it where the rule has one."""
    place = ", ".join([finding.file, *([f"line {finding.line}"] if finding.line else [])])
    element = f", “{finding.element}”" if finding.element else ""
    kind = "Warning" if finding.severity == "warning" else "Refused"
    remedy = str(finding.facts.get("remedy", ""))
    what = _what(finding.rule, finding.facts)
    return _printable(f"{kind}: {place}{element}: {what} ({finding.rule}). {remedy}".rstrip())


def _what(rule: str, facts: Mapping[str, Any]) -> str:
    """The rule's own sentence, else its name in words with the facts behind it."""
    if rule in RULES:
        return RULES[rule] % _Known(facts)
    told = ", ".join(f"{name} {str(value)[:LONGEST]}" for name, value in facts.items() if name != "remedy")
    return rule.replace("-", " ") + (f": {told}" if told else "")


def _printable(text: str) -> str:
    """Nothing of a foreign file may steer the terminal that shows it."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


class _Known(dict[str, Any]):
    """A fact a finding lacks is a dash, as everywhere."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        super().__init__({name: str(value)[:LONGEST] for name, value in facts.items()})

    def __missing__(self, _name: str) -> str:
        return "–"
