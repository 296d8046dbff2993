"""Checking a package: every machine looks at its own files, and names between files must lead somewhere.

A check never raises: whatever is wrong with a file is a finding with its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from engine import decisions, spiff
from engine.definitions.references import Reference, references
from engine.errors import Finding, Refused

REMEDIES = {
    "form": "Add forms/<form_id>.form to the package, or name a form that it has.",
    "decision": "Add a decision table with this id to the package, or name one that it has.",
}


def check(files: Mapping[str, bytes], *, profile: spiff.Profile = "strict") -> list[Finding]:
    """Everything that is wrong or doubtful in these files, by file and line."""
    ids, decision_findings = _read_decisions(files)
    findings = [
        *_paths(files),
        *spiff.check(files, profile=profile),
        *decision_findings,
        *_lost(references(files), files, ids, profile),
    ]
    once = {str(finding): finding for finding in findings}
    return sorted(once.values(), key=lambda found: (found.file, found.line or 0))


def _read_decisions(files: Mapping[str, bytes]) -> tuple[set[str], list[Finding]]:
    ids: set[str] = set()
    findings: list[Finding] = []
    for path in files:
        if path.endswith(".dmn"):
            try:
                read = decisions.read_in(files, path)
            except Refused as refused:
                findings += refused.findings
            else:
                findings += [_twice(path, decision_id) for decision_id in read.ids if decision_id in ids]
                ids |= set(read.ids)
    return ids, findings


def _twice(path: str, decision_id: str) -> Finding:
    return Finding("decision-twice", "refusal", path, element=decision_id, facts={
        "decision_id": decision_id, "remedy": "Give one of the two decisions another id."})


def _paths(files: Mapping[str, bytes]) -> Iterable[Finding]:
    """Paths are kept and handed out as they are: none may lead out of the package."""
    for path in files:
        pure = PurePosixPath(path)
        if pure.is_absolute() or ".." in pure.parts or "\\" in path or "\0" in path or not path:
            yield Finding("file-path", "refusal", path, facts={
                "path": path, "remedy": "Use a relative path inside the package."})


def _lost(
    named: Iterable[Reference], files: Mapping[str, bytes], decision_ids: set[str], profile: spiff.Profile,
) -> Iterable[Finding]:
    """A decision that is missing cannot be asked. A form is an opaque word here: whoever embeds the engine may have it elsewhere."""
    for reference in named:
        if reference.kind == "form":
            found = f"forms/{reference.name}.form" in files
        else:
            found = reference.name in decision_ids
        if not found:
            facts = {f"{reference.kind}_id": reference.name, "remedy": REMEDIES[reference.kind]}
            lets_in = profile == "lenient" and reference.kind == "form"
            yield Finding(f"{reference.kind}-missing", "warning" if lets_in else "refusal",
                          reference.file, reference.line, reference.element, facts)
