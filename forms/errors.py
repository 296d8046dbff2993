"""What can be wrong with a form definition: findings with facts, which the floor above words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Finding:
    """One thing an author must mend: a rule, the component it concerns, and the facts."""

    rule: str
    file: str
    component: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    severity: Literal["refusal", "warning"] = "refusal"


class FormRefused(Exception):
    """The text is no form definition we can work with."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(f"{each.rule} {dict(each.facts)}" for each in findings))
        self.findings = findings
