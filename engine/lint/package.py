"""A package as the lint sees it: its diagrams by scope, its forms, its decision tables."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from engine.errors import Refused
from engine.lint.ways import reached
from engine.spiff.elements import flows, is_event_sub_process, is_handler, nodes, scopes
from engine.spiff.foreign import translate
from engine.spiff.normalise import draw_links, give_ids
from engine.spiff.source import Document, bare, is_true, local_name, read

Nodes = list[etree._Element]


class Scope:
    """One process or sub-process: its nodes by id, and the flows between them, links included."""

    def __init__(self, file: str, root: etree._Element) -> None:
        self.file, self.root = file, root
        self.nodes = {node.get("id", ""): node for node in nodes(root)}
        self.flows = {flow.get("id", ""): flow for flow in flows(root)}
        self.out: dict[str, list[str]] = defaultdict(list)
        self.into: dict[str, list[str]] = defaultdict(list)
        for name, flow in self.flows.items():
            self.out[bare(flow.get("sourceRef"))].append(name)
            self.into[bare(flow.get("targetRef"))].append(name)

        self._watching: dict[str, Nodes] = defaultdict(list)
        for name, node in self.nodes.items():
            if node.get("attachedToRef") and self.out[name]:
                self._watching[bare(node.get("attachedToRef"))].append(node)

    def target(self, flow: str) -> str:
        return bare(self.flows[flow].get("targetRef"))

    def source(self, flow: str) -> str:
        return bare(self.flows[flow].get("sourceRef"))

    def kind(self, name: str) -> str:
        return local_name(self.nodes[name])

    def never_returns_to(self, name: str) -> bool:
        """Whether no way leads from a node back to itself: such a node cannot keep all others waiting."""
        return name not in reached([name], lambda one: map(self.target, self.leaving(one)))

    def leaving(self, name: str) -> list[str]:
        """The flows out of a node, and out of the events at its boundary."""
        return [flow for source in [name, *(event.get("id", "") for event in self.boundaries(name))] for flow in self.out[source]]

    def boundaries(self, name: str) -> Nodes:
        """The events at the boundary of an activity that lead on."""
        return self._watching.get(name, [])

    def is_beside(self, node: etree._Element) -> bool:
        """Whether no flow ever leads to it by design: handlers, event sub-processes, boundary events."""
        return (is_handler(node) or is_event_sub_process(node)
                or local_name(node) == "boundaryEvent")

    def begins_at(self, name: str) -> bool:
        """Whether a node begins its scope alone: a start event, or what receives the message that begins a process."""
        return self.kind(name) == "startEvent" or (is_true(self.nodes[name], "instantiate") and not self.into[name])

    @property
    def starts(self) -> list[str]:
        """Where tokens are born: at what begins the scope, else whatever no flow leads to."""
        beginning = [name for name in self.nodes if self.begins_at(name)]
        return beginning or [name for name, node in self.nodes.items()
                          if not self.into[name] and not self.is_beside(node)]


@dataclass(frozen=True)
class Package:
    """Everything that is looked at, read once."""

    files: Mapping[str, bytes]
    documents: tuple[Document, ...]
    known: frozenset[str]
    brought: frozenset[str] | None

    def scopes(self) -> Iterator[Scope]:
        for document in self.documents:
            for process in document.processes:
                for scope in scopes(process):
                    yield Scope(document.file, scope)


def read_package(files: Mapping[str, bytes], known: frozenset[str], brought: frozenset[str] | None) -> Package:
    """The readable diagrams in the modeler's dialect, with links drawn as flows and every flow named."""
    documents = []
    for file in sorted(files):
        if not file.endswith(".bpmn"):
            continue
        try:
            found = read(file, files[file])
        except Refused:
            continue  # the check tells why
        completed = Document(file, copy.deepcopy(found.root))
        translate(completed.root)
        give_ids(completed.root)
        for process in completed.processes:
            for scope in scopes(process):
                draw_links(scope)
        documents.append(completed)
    return Package(files, tuple(documents), known, brought)
