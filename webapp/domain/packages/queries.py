"""Read what a deployed version holds. Versions are frozen, so what was parsed once is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy.orm import Session

import engine
import forms
from webapp.domain.packages.words import read_words
from webapp.processes import MANIFEST, Manifest, read_manifest

LIFECYCLE = "customer_engineering"
SOURCE_LOCALE = "zh"

WORD = re.compile(r"[^\W\d]\w*")

VERSIONS_KEPT = 64

Read = TypeVar("Read")


class NotDeployed(engine.EngineError):
    """No version of this package was ever deployed."""


def latest(session: Session, package: str) -> engine.Version:
    """The newest version of a package."""
    version = engine.latest_version(session, package)
    if version is None:
        raise NotDeployed("package-not-deployed", package=package)
    return version


def get_version(session: Session, version_id: int) -> engine.Version | None:
    """The version of this id, None if there is none."""
    try:
        return engine.get_version(session, version_id)
    except engine.NoSuchVersion:
        return None


def manifest(session: Session, version_id: int) -> Manifest:
    """What the version's package.toml says."""
    return once(session, version_id, MANIFEST, read_manifest)


def routing(session: Session, version_id: int, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Of a start form's answers those that the version's diagrams and tables may read.

    Whatever occurs there as a word counts; the rest stays in the project's record.
    """
    words: set[str] = set()
    for path in engine.file_paths(session, version_id):
        if path.endswith((".bpmn", ".dmn")):
            words |= once(session, version_id, path, _words_in)
    return {key: value for key, value in answers.items() if key in words}


def form_of(session: Session, version_id: int, element_id: str) -> forms.Definition | None:
    """The form of an element, of whichever diagram of the version it is."""
    asked = element(session, version_id, element_id)
    return form(session, version_id, asked.form_id) if asked and asked.form_id else None


def documents(session: Session, version_id: int) -> Mapping[str, Any]:
    """The document kinds that the version's package describes."""
    return manifest(session, version_id).documents


def name_of(session: Session, version_id: int, locale: str) -> str:
    """How the package is called in this language."""
    said = manifest(session, version_id)
    return said.name if locale.startswith(SOURCE_LOCALE) else said.name_en


def form(session: Session, version_id: int, form_id: str) -> forms.Definition:
    """A form as it was frozen with the version."""
    path = f"forms/{form_id}.form"
    return once(session, version_id, path, lambda text: forms.read(text, file=path))


def part_of(step: engine.Task | engine.Job) -> dict[str, Any] | None:
    """Which of several alike a step is one of: its header `part` names the input that says so, a phase or a visit."""
    named = step.headers.get("part", "")
    return {named: step.input[named]} if named in step.input else None


def form_mentions(session: Session, version_id: int, form_id: str, words: str) -> bool:
    """Whether a form says these words anywhere, so that what costs a question is asked only for a form that reads it."""
    return once(session, version_id, f"forms/{form_id}.form", lambda text: words.encode() in text, words)


def root_process(session: Session, version_id: int) -> engine.Process:
    """The process that a project of this version is one run of."""
    root = manifest(session, version_id).root
    return next(process for process in engine.processes(session, version_id)
                if process.process_id == root)


def element(session: Session, version_id: int, element_id: str) -> engine.Element | None:
    """An element of any of the version's diagrams."""
    return _kept(session, version_id, "elements", lambda: {
        each.id: each for process in reversed(engine.processes(session, version_id)) for each in reversed(process.elements)
    }).get(element_id)


def element_name(session: Session, version_id: int, element_id: str, locale: str) -> str:
    """How an element of any of the version's diagrams is called in this language."""
    named = element(session, version_id, element_id)
    return translate(session, version_id, named.name or element_id, locale) if named else element_id


def labels(session: Session, version_id: int, element_id: str, locale: str) -> dict[str, str]:
    """Answer key to label, in the form's order, for the form of a user task; for showing answers."""
    asked = element(session, version_id, element_id)
    if asked is None or asked.form_id is None:
        return {}
    said = translator(session, version_id, locale)
    return {component.path: said(component.label) for component in form(session, version_id, asked.form_id).walk()
            if component.is_answered and "." not in component.path}


def translate(session: Session, version_id: int, text: str, locale: str) -> str:
    """A text of the version's diagrams or forms in this language, else as it stands."""
    return translator(session, version_id, locale)(text)


def translator(session: Session, version_id: int, locale: str) -> Callable[[str], str]:
    """A function that translates the version's texts, for forms and pages that have many."""
    words = all_words(session, version_id, locale)
    return lambda text: words.get(text, text)


def all_words(session: Session, version_id: int, locale: str) -> Mapping[str, str]:
    """The version's texts and what they are in this language; nothing for the language they are written in."""
    if locale.startswith(SOURCE_LOCALE):
        return {}
    try:
        return once(session, version_id, f"i18n/{locale}.po", read_words)
    except engine.NoSuchFile:
        return {}


def _words_in(text: bytes) -> frozenset[str]:
    return frozenset(WORD.findall(text.decode(errors="replace")))


def once(session: Session, version_id: int, path: str, read: Callable[[bytes], Read],
         what: str = "") -> Read:
    """What a file of a version says, read once per process: it never changes.

    `what` tells apart what several readers find in the same file.
    """
    return _kept(session, version_id, path + what, lambda: read(engine.file(session, version_id, path)))


def _kept(session: Session, version_id: int, key: str, make: Callable[[], Read]) -> Read:
    """What is known of a version under this key, made now if nobody asked for it lately."""
    known = _known_of(engine.digest_of(session, version_id))
    if key not in known:
        known[key] = make()
    found: Read = known[key]
    return found


@lru_cache(VERSIONS_KEPT)
def _known_of(_digest: str) -> dict[str, Any]:
    """What is known of the version with this content: two databases hold the same, and a deployment that was undone nothing."""
    return {}
