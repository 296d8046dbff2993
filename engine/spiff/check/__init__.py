"""Judging a package before it runs: everything that is not executed is refused, with the place and a remedy."""

from __future__ import annotations

from collections.abc import Mapping

from engine.errors import Finding, Refused
from engine.spiff.source import read


def check(files: Mapping[str, bytes]) -> list[Finding]:
    """Every finding about the diagrams of a package. Never raises."""
    findings: list[Finding] = []
    for file in sorted(files):
        if file.endswith(".bpmn"):
            try:
                read(file, files[file])
            except Refused as refused:
                findings.extend(refused.findings)
    return findings
