"""A program: what one package version can run. Read once, never changed, shared between threads."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.decisions import Decisions, read_in
from engine.errors import ExpressionError, NoSuchDecision, NoSuchProcess, Refused
from engine.expressions import unwrap, wrap
from engine.spiff import state as states
from engine.spiff.check import check
from engine.spiff.check.profile import Profile
from engine.spiff.driver import advance
from engine.spiff.feel import Place, located
from engine.spiff.names import names_read
from engine.spiff.normalise import normalise
from engine.spiff.outline import Process, outlines
from engine.spiff.parser import parse
from engine.spiff.run import Run
from engine.spiff.scopes import Case
from engine.spiff.scripts import REGISTERED, Languages
from engine.spiff.source import Document, read
from engine.spiff.specs.activities import CallActivity
from engine.spiff.specs.definitions import (
    ConditionDefinition,
    Definition,
    StartKind,
    TimerDefinition,
)
from engine.spiff.specs.flow_node import Element
from engine.spiff.specs.process import ProcessSpec
from engine.spiff.surroundings import ALONE, Surroundings
from engine.spiff.times import Cycle


@dataclass(frozen=True, slots=True)
class StartTrigger:
    """A start event that begins its process: by a message or signal of this name, a time or a condition."""

    process_id: str
    element_id: str
    kind: StartKind
    name: str
    wants: tuple[str, ...] = ()   # the names of all that must have come, where one is not enough


@dataclass(frozen=True, slots=True)
class TimedStart:
    """A start event that begins its process at a time, once or again and again."""

    process_id: str
    element_id: str
    times: Cycle


class Program:
    """The processes and decisions of a package version."""

    def __init__(self, files: Mapping[str, bytes], languages: Languages = REGISTERED) -> None:
        documents = [read(file, files[file]) for file in sorted(files) if file.endswith(".bpmn")]
        self._specs: dict[str, ProcessSpec] = {}
        self.processes: dict[str, Process] = {}
        for document in documents:
            normalise(document)
            self._specs.update(parse(document, languages))
        for spec in self._specs.values():
            spec.library = self
        for document in documents:
            self.processes.update(self._listed(document))
        self.starts: tuple[StartTrigger, ...] = tuple(dict.fromkeys(
            StartTrigger(name, element, part.starts_by, part.text, self.spec(name).gathers.get(element, ()))
            for name, element, part in self._start_parts() if part.starts_by
        ))
        self.reaches_elsewhere = any(
            node.binding is not None for spec in self._specs.values() for node in spec.task_specs.values())
        self.decisions: Mapping[str, Decisions] = _decisions(files)
        self.routing_names: frozenset[str] = names_read(self._specs.values()).union(
            *(model.names(name) for name, model in self.decisions.items())
        )

    def start(
        self, process_id: str, variables: Mapping[str, Any], now: datetime,
        element_id: str | None = None, around: Surroundings = ALONE,
    ) -> Run:
        """A new case, moved on until only waits remain; begun at the start event that is named, if one is."""
        case = self._case(process_id, now, around)
        at_start = case.spec.begins_at(element_id)
        if at_start is None:
            case.own_variables = {**case.spec.initial, **variables}
            case.begin()
        else:
            case.begin_at(at_start, variables)
        advance(case)
        return Run(case)

    def timed_starts(self, now: datetime) -> list[TimedStart]:
        """When the start events that wait for a time begin their processes; a date that is past does not."""
        found = []
        for name, element, part in self._start_parts():
            if isinstance(part, TimerDefinition):
                times = part.times({}, now, self.spec(name).node(element).element)
                if times.every or times.first > now:
                    found.append(TimedStart(name, element, times))
        return found

    def starts_where(self, variables: Mapping[str, Any], now: datetime) -> list[StartTrigger]:
        """The start events whose condition holds for these variables."""
        return [
            StartTrigger(name, element, "condition", part.text)
            for name, element, part in self._start_parts()
            if isinstance(part, ConditionDefinition) and part.condition.is_answerable(variables)
            and part.condition.holds(variables, now)
        ]

    def restore(self, state: bytes, now: datetime, around: Surroundings = ALONE) -> Run:
        """A stored case, as it was. The heavy variables that it names are fetched when something reads one."""
        return Run(self.restored(states.read(state), now, around))

    def restored(self, kept: dict[str, Any], now: datetime, around: Surroundings) -> Case:
        """The case of a stored state that has been read."""
        case = self._case(kept["process"], now, around)
        states.load(case, kept)
        return case

    # -- what its cases ask for

    def specs(self) -> Collection[ProcessSpec]:
        """Every process and the inside of every sub-process."""
        return self._specs.values()

    def spec(self, path: str) -> ProcessSpec:
        try:
            return self._specs[path]
        except KeyError:
            raise NoSuchProcess("process-unknown", process=path) from None

    def decide(
        self, decision_id: str, variables: Mapping[str, Any], now: datetime, asking: Element,
    ) -> Any:
        model = self.decisions.get(decision_id)
        if model is None:
            raise NoSuchDecision("decision-unknown", decision=decision_id, element=asking.id)
        inputs = {
            name: wrap(variables[name]) for name in model.names(decision_id) if name in variables
        }
        try:
            return unwrap(model.require(decision_id, inputs, now=now))
        except ExpressionError as error:
            raise located(error, Place(asking.file, asking.id)) from error

    def _start_parts(self) -> Iterator[tuple[str, str, Definition]]:
        """Whatever the start events of the processes wait for."""
        for name in self.processes:
            for element, parts in self.spec(name).triggers.items():
                yield from ((name, element, part) for part in parts)

    def _case(self, process_id: str, now: datetime, around: Surroundings) -> Case:
        if process_id not in self.processes:
            raise NoSuchProcess("process-unknown", process=process_id)
        return Case(self.spec(process_id), now, around)

    def _listed(self, document: Document) -> dict[str, Process]:
        called = {
            node.words.process_id.text for spec in self._specs.values() for node in spec.task_specs.values()
            if isinstance(node, CallActivity)
        }
        return {each.process_id: each for each in outlines(document, called)}


def load(
    files: Mapping[str, bytes], languages: Languages = REGISTERED, profile: Profile = "strict",
) -> Program:
    """The program of a package, or `Refused` with every reason at once."""
    refusals = [found for found in check(files, languages, profile) if found.severity == "refusal"]
    if refusals:
        raise Refused(refusals)
    return Program(files, languages)


def reload(files: Mapping[str, bytes], languages: Languages = REGISTERED) -> Program:
    """The program of a package that was let in when it was deployed; rules added since do not stop its cases."""
    return Program(files, languages)


def _decisions(files: Mapping[str, bytes]) -> dict[str, Decisions]:
    """The decisions of a package by id, each in the model that holds it."""
    found: dict[str, Decisions] = {}
    for file in sorted(files):
        if file.endswith(".dmn"):
            model = read_in(files, file)
            found.update(dict.fromkeys(model.ids, model))
    return found
