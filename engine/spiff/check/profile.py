"""Two profiles of judgement: strict holds a diagram to BPMN's letter, lenient to what can be executed.

Strict is for what our own studio publishes. Lenient is for diagrams drawn elsewhere, where a rule of the
letter that does not change what runs is told as a warning. What cannot be executed, or would be ignored,
is refused in both. How a diagram runs does not depend on the profile: it only decides what is let in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Literal

from engine.errors import Finding
from engine.spiff.check.letter.clauses import CLAUSES

Profile = Literal["strict", "lenient"]

RUNS_ALL_THE_SAME = frozenset({
    "flow-without-condition",   # it is taken
    "default-with-condition",   # the condition is not asked
    "node-never-reached",       # no token comes
    "message-not-chosen",       # the event is its own name
    "form-elsewhere",           # whoever does the task is shown it by another program
})
LETTER: frozenset[str] = frozenset(CLAUSES) | RUNS_ALL_THE_SAME
"""Rules of BPMN's letter: a refusal where the profile is strict, a warning where it is lenient."""


def applied(findings: Iterable[Finding], profile: Profile) -> Iterator[Finding]:
    """The findings as this profile weighs them."""
    for finding in findings:
        lets_in = profile == "lenient" and finding.rule in LETTER
        yield replace(finding, severity="warning") if lets_in else finding
