"""What a diagram binds to another version of its package: the latest, or the newest that gives it this tag."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from engine.decisions.xml import Source
from engine.definitions import frozen
from engine.definitions.versions import get_version, latest_version, versions
from engine.errors import NoSuchVersion
from engine.spiff import Binding, Bound, Program
from engine.spiff.source import read
from engine.store.types import Session

TAGGED: tuple[Bound, ...] = ("process", "decision")


class OtherVersions:
    """The versions of one package. Nothing is read before a token asks."""

    def __init__(self, session: Session, version_id: int) -> None:
        self.session, self.version_id = session, version_id

    def find(self, kind: Bound, name: str, binding: Binding) -> int:
        """The version that a binding means now."""
        package = get_version(self.session, self.version_id).package
        if binding.tag is None:
            latest = latest_version(self.session, package)
            return latest.id if latest else self.version_id
        for version in versions(self.session, package):
            files = frozen.files(self.session, version.id)
            if (kind, name, binding.tag) in tags(files):
                return version.id
        raise NoSuchVersion("no-version-tagged", package=package, kind=kind, name=name, tag=binding.tag)

    def library(self, version_id: int) -> Program:
        """What that version holds."""
        return frozen.program(self.session, version_id)


def tags(files: Mapping[str, bytes]) -> set[tuple[Bound, str, str]]:
    """The processes, decisions and forms that carry a version tag, by kind, id and tag."""
    return {tag for path, content in files.items() for tag in _tags(path, content)}


def _tags(path: str, content: bytes) -> Iterator[tuple[Bound, str, str]]:
    if path.endswith(".form"):
        form = json.loads(content)
        if isinstance(form, dict) and form.get("versionTag"):
            yield "form", path.rpartition("/")[2].removesuffix(".form"), str(form["versionTag"])
    elif path.endswith((".bpmn", ".dmn")):
        root = read(path, content).root if path.endswith(".bpmn") else Source(path).parse(content)
        for kind in TAGGED:
            for node in root.iter(f"{{*}}{kind}"):
                for said in node.iterfind("./{*}extensionElements/{*}versionTag"):
                    yield kind, node.get("id", ""), said.get("value", "")
