"""Lint: what is legal and runs as BPMN says, but is doubtful; asked before publishing.

An error is a fault its owner surely did not mean (a join that waits for ever); a warning is worth a look.
Neither stops a deployment: what must not run at all is a refusal, and `check` tells those. A file that is
refused is not looked at here, because nothing sure can be said about it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from engine import spiff
from engine.errors import Finding
from engine.lint.package import Package, read_package
from engine.lint.people import people
from engine.lint.shape import shape
from engine.lint.soundness import soundness
from engine.lint.splits import splits
from engine.lint.tables import tables
from engine.lint.variables import variables

ROOMS: tuple[Callable[[Package], Iterator[Finding]], ...] = (
    shape, soundness, splits, people, variables, tables,
)


def lint(
    files: Mapping[str, bytes], *, known: frozenset[str] = frozenset(), brought: frozenset[str] | None = None,
) -> list[Finding]:
    """Every error and warning, by file and line; `known` are the variables a case is started with.

    `brought` are those that workers and messages set by themselves; None where nobody can tell.
    """
    refused = {found.file for found in spiff.check(files, profile="lenient")
               if found.severity == "refusal"}
    package = read_package({path: content for path, content in files.items() if path not in refused}, known, brought)
    findings = {str(found): found for room in ROOMS for found in room(package)}
    return sorted(findings.values(), key=lambda found: (found.file, found.line or 0, found.rule))
