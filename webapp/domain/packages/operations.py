"""Check a package on every floor it touches, and deploy it when nothing is refused."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import Any

import re2
from lxml import etree
from sqlalchemy.orm import Session

import engine
import forms
from webapp.domain.packages.kept import kept
from webapp.domain.packages.words import WordsUnreadable, read_words
from webapp.processes import MANIFEST, NotAPackage, read_manifest

WORK = [f"{{http://camunda.org/schema/zeebe/1.0}}{kind}" for kind in ("taskDefinition", "executionListener", "taskListener")]
"""What names a verb that a worker does."""


def check(files: Mapping[str, bytes], *, handlers: Collection[str]) -> list[engine.Finding]:
    """Everything the engine, the forms and the product object to, all at once; never raises."""
    return kept(files, ("check", *sorted(handlers)), lambda: [
        *engine.check(files), *_check_manifest(files), *_check_forms(files), *_check_words(files), *_check_verbs(files, handlers)])


def look_ahead(files: Mapping[str, bytes], *, handlers: Collection[str]) -> None:
    """Do what takes long before anything is locked: deploying the same files finds it done, by their hash."""
    if not any(found.severity == "refusal" for found in check(files, handlers=handlers)):
        engine.read_ahead(files)


def deploy(session: Session, files: Mapping[str, bytes], *, actor: str,
           handlers: Collection[str]) -> engine.Version:
    """Deploy a package whose check refuses nothing; unchanged content is the version it already is.

    Whoever looked ahead keeps nobody waiting for the check.
    """
    if any([*_check_manifest(files), *_check_verbs(files, handlers)]):
        raise engine.Refused(check(files, handlers=handlers))
    return engine.deploy(session, read_manifest(files[MANIFEST]).key, files, actor=actor,
                         judge=partial(check, handlers=handlers))


def _check_manifest(files: Mapping[str, bytes]) -> Iterator[engine.Finding]:
    try:
        read_manifest(files.get(MANIFEST, b""))
    except NotAPackage as error:
        yield engine.Finding("manifest-unreadable", "refusal", MANIFEST, facts={"reason": str(error)})


def _check_forms(files: Mapping[str, bytes]) -> Iterator[engine.Finding]:
    for path, text in files.items():
        if not path.endswith(".form"):
            continue
        try:
            definition = forms.read(text, file=path)
            found = forms.check(definition, compile_expression=engine.compile_expression, matcher=re2.compile)
        except forms.FormRefused as error:
            found = list(error.findings)
        for finding in found:
            yield engine.Finding(finding.rule, finding.severity, finding.file, element=finding.component or None,
                                 facts=dict(finding.facts))


def _check_words(files: Mapping[str, bytes]) -> Iterator[engine.Finding]:
    for path, text in files.items():
        if path.endswith(".po"):
            try:
                read_words(text)
            except WordsUnreadable as error:
                yield engine.Finding("words-unreadable", "refusal", path, facts={"reason": str(error)})


def _check_verbs(files: Mapping[str, bytes], handlers: Collection[str]) -> Iterator[engine.Finding]:
    """A verb that a step or a listener names must be there; that forms and decisions are, the engine looks at."""
    for path, text in files.items():
        if not path.endswith(".bpmn"):
            continue
        try:
            root = etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError:
            continue  # the engine's check has said so already
        for node in root.iter(*WORK):
            name = node.get("type")
            if name and name not in handlers and not name.startswith("="):
                owner = next((n for n in node.iterancestors() if n.get("id")), None)
                element = owner.get("id") if owner is not None else None
                line: Any = node.sourceline
                yield engine.Finding("handler-unknown", "refusal", path, line, element, facts={"name": name})
