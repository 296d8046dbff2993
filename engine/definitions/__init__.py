"""Definitions: check a package, deploy it as a numbered version, and read what was frozen."""

from engine.definitions.bindings import OtherVersions
from engine.definitions.checks import check
from engine.definitions.deployment import deploy, read_ahead
from engine.definitions.evaluation import (
    Trial,
    decision_inputs,
    evaluate,
    evaluate_decision,
    try_decision,
)
from engine.definitions.frozen import digest_of, program
from engine.definitions.versions import (
    file,
    file_paths,
    files,
    get_version,
    latest_version,
    newest_versions,
    packages,
    processes,
    versions,
)

__all__ = [
    "OtherVersions",
    "Trial",
    "check",
    "decision_inputs",
    "deploy",
    "digest_of",
    "evaluate",
    "evaluate_decision",
    "file",
    "file_paths",
    "files",
    "get_version",
    "latest_version",
    "newest_versions",
    "packages",
    "processes",
    "program",
    "read_ahead",
    "try_decision",
    "versions",
]
