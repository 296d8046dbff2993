"""Finds the process packages on disk: folders of diagrams, decisions, forms, documents and words."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

MANIFEST = "package.toml"
STARTERS = "starters"
LEAST_PARTS = 3
DEPLOYED = {"bpmn": ".bpmn", "dmn": ".dmn", "forms": ".form", "documents": "", "i18n": ".po"}


class NotAPackage(Exception):
    """The folder's package.toml is missing, unreadable or incomplete."""


@dataclass(frozen=True)
class Manifest:
    """What package.toml says about a package."""

    key: str
    name: str
    name_en: str
    root: str
    roles: Mapping[str, Any] = field(default_factory=dict)
    documents: Mapping[str, Any] = field(default_factory=dict)
    registers: Mapping[str, Any] = field(default_factory=dict)
    """Which answers people keep looking up (requirements, risks, defects, visits): read, never typed twice."""
    gate: str = ""
    """The decision table that says which documents a stage needs before it may be left, if there is one."""
    light: str = ""
    """The decision that judges the schedule from its dates, if there is one."""
    plan: Mapping[str, str] = field(default_factory=dict)
    """Which answers hold the plan (`phases`, `work`, `budget`), what is `reported` of it or, beside a project, change it.

    Beside a project `known` names the variable with the phases that a change was written upon.
    """
    baseline: Mapping[str, str] = field(default_factory=dict)
    """Which signed `document` puts requirements in force: a whole list of them (`lines`, an element's answer), or
    `changes` to the lines in force (a variable that was frozen with it)."""
    borrows: tuple[str, ...] = ()
    """Files of neighbouring packages that are frozen with this one, such as the common look of documents."""
    begun_by: tuple[str, ...] = ()
    """The roles that may begin it by hand beside a project; empty for a lifecycle."""
    one_at_a_time: bool = False
    """Whether one at most is open beside a project: what comes anew joins it."""
    about: str = ""
    """One line of what a starter is."""
    about_en: str = ""
    studio: Mapping[str, Any] = field(default_factory=dict)
    """Who may draft, review, publish and migrate it in the studio, and whether a review is asked for."""


@dataclass(frozen=True)
class Package:
    """A package as it lies on disk: its manifest and every file that is frozen with a version."""

    manifest: Manifest
    files: Mapping[str, bytes]


def find(root: Path) -> list[Package]:
    """Every package under the folder, by key."""
    return [read(path.parent) for path in sorted(root.glob(f"*/{MANIFEST}"))]


def starters(root: Path) -> list[Package]:
    """The packages a process owner copies and goes on from; never deployed as they stand."""
    return [read(path.parent, beside=root) for path in sorted(root.glob(f"{STARTERS}/*/{MANIFEST}"))]


def read(folder: Path, *, beside: Path | None = None) -> Package:
    """Read one package; files outside the deployed folders (examples, README) stay behind. Its neighbours lie beside it."""
    files = {MANIFEST: (folder / MANIFEST).read_bytes()}
    for name, suffix in DEPLOYED.items():
        for path in sorted((folder / name).glob(f"**/*{suffix}")):
            if path.is_file():
                files[path.relative_to(folder).as_posix()] = path.read_bytes()
    manifest = read_manifest(files[MANIFEST])
    for name in manifest.borrows:
        files.setdefault(*_borrowed(beside or folder.parent, name))
    return Package(manifest, files)


def _borrowed(neighbours: Path, name: str) -> tuple[str, bytes]:
    """A file of a neighbour, `package/documents/look.typ`, kept under its own name: one look for all, frozen with each."""
    place = PurePosixPath(name)
    source = neighbours / place
    if place.is_absolute() or ".." in place.parts or len(place.parts) < LEAST_PARTS or not source.is_file():
        raise NotAPackage(f"borrows: {name}")
    return PurePosixPath(*place.parts[1:]).as_posix(), source.read_bytes()


def read_manifest(text: bytes) -> Manifest:
    """Read a package.toml."""
    try:
        said = tomllib.loads(text.decode())
        return Manifest(
            key=said["key"], name=said["name"], name_en=said.get("name_en", said["name"]),
            root=said["root"], roles=said.get("roles", {}), documents=said.get("documents", {}), gate=said.get("gate", ""),
            registers=said.get("registers", {}), plan=said.get("plan", {}), baseline=_table(said, "baseline"),
            light=said.get("light", ""), about=said.get("about", ""), about_en=said.get("about_en", ""),
            begun_by=tuple(said.get("begun_by", ())), one_at_a_time=_truth(said, "one_at_a_time"),
            borrows=tuple(said.get("borrows", ())), studio=_table(said, "studio"),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise NotAPackage(str(error)) from error


def _truth(said: Mapping[str, Any], name: str) -> bool:
    truth = said.get(name, False)
    if not isinstance(truth, bool):
        raise NotAPackage(f"{name}: true, false")
    return truth


def _table(said: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = said.get(name, {})
    if not isinstance(table, dict):
        raise NotAPackage(f"[{name}]")
    return table
