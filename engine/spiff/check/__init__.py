"""Judging a package before it runs: everything that is not executed is refused, with the place and a remedy.

A refusal stops the deployment; a warning is about something that runs, or that BPMN itself lets an
engine leave out. Each finding names its rule, file, line and element, and says in `remedy` what to do.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping

from engine.errors import Finding, Refused
from engine.spiff.check.activities import Activities
from engine.spiff.check.compensation import ScopeCompensation
from engine.spiff.check.effectless import caught_twice, drawn_in_vain
from engine.spiff.check.events import REFERRING, ScopeEvents
from engine.spiff.check.expressions import unreadable
from engine.spiff.check.flows import ScopeFlows
from engine.spiff.check.ids import element_ids, process_ids
from engine.spiff.check.letter import against_the_letter
from engine.spiff.check.listed import unlisted
from engine.spiff.check.listeners import listeners
from engine.spiff.check.profile import Profile, applied
from engine.spiff.elements import global_tasks, scopes
from engine.spiff.foreign import translate
from engine.spiff.normalise import complete
from engine.spiff.scripts import REGISTERED, Languages
from engine.spiff.source import Document, local_name, read


def check(
    files: Mapping[str, bytes], languages: Languages = REGISTERED, profile: Profile = "strict",
) -> list[Finding]:
    """Every finding about the diagrams of a package. Never raises."""
    return list(applied(_findings(files, languages), profile))


def _findings(files: Mapping[str, bytes], languages: Languages) -> list[Finding]:
    findings: list[Finding] = []
    written: list[Document] = []
    for file in sorted(files):
        if file.endswith(".bpmn"):
            try:
                written.append(read(file, files[file]))
            except Refused as refused:
                findings.extend(refused.findings)
    documents = [_in_our_words(document) for document in written]
    findings.extend(process_ids(documents))
    callable_ids = frozenset(node.get("id", "") for document in documents
                             for node in (*document.processes, *global_tasks(document.root)))
    for as_written, document in zip(written, documents, strict=True):
        judged = list(_judged(document, callable_ids, languages))
        findings.extend(judged)
        findings.extend(_without_echo(against_the_letter(as_written, frozenset(files)), judged))
    return findings


def _in_our_words(document: Document) -> Document:
    """The diagram in the modeler's dialect, whichever tool drew it; the letter is held against what was written."""
    root = copy.deepcopy(document.root)
    translate(root)
    return Document(document.file, root)


def _without_echo(letter: Iterable[Finding], judged: list[Finding]) -> Iterator[Finding]:
    """The schema's words only where nothing plainer was said of the same element."""
    told = {(found.line, found.element) for found in judged if found.severity == "refusal"}
    for found in letter:
        if found.rule != "schema-violated" or (found.line, found.element) not in told:
            yield found


def _judged(document: Document, callable_ids: frozenset[str], languages: Languages) -> Iterator[Finding]:
    file = document.file
    yield from unlisted(document)
    yield from element_ids(document)
    yield from unreadable(document)
    yield from listeners(document.root, file)
    yield from drawn_in_vain(document)
    declared = {(local_name(node), node.get("id", "")) for node in document.root
                if local_name(node) in REFERRING}
    completed = Document(file, copy.deepcopy(document.root))
    complete(completed.root)
    activities = Activities(file, callable_ids, languages)
    for process in completed.processes:
        for scope in scopes(process):
            around = ScopeFlows(scope, file)
            yield from around.findings()
            yield from ScopeCompensation(around).findings()
            yield from ScopeEvents(around, declared).findings()
            yield from caught_twice(around)
            for node in around.nodes.values():
                yield from activities.findings(node)
