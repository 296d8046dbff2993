"""Carrying a stored case over to another version of its program, token by token.

What is open stays open under its own token: people keep their tasks, timers their due dates. A token goes to
the counterpart of its element in the counterpart of its scope, if that is of the same kind; what only listened
for something that is no longer drawn is forgotten, and what is newly drawn beside it begins to listen. All that
stands in the way of a case is found at once; a case is carried over whole or left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from SpiffWorkflow.util.task import TaskState

from engine.spiff import state as states
from engine.spiff.compensation import INSIDE, UNDO, UNDOES
from engine.spiff.libraries import VERSION, Elsewhere
from engine.spiff.moves.blocks import blocks_of
from engine.spiff.moves.starving import stranded
from engine.spiff.program import Program
from engine.spiff.run import Run
from engine.spiff.scopes import Case, Scope
from engine.spiff.specs.activities import UserTask
from engine.spiff.specs.complex_gateway import TAKEN
from engine.spiff.specs.definitions import NamedDefinition, TimerDefinition
from engine.spiff.specs.events import BoundaryEvent
from engine.spiff.specs.flow_node import FlowNode
from engine.spiff.specs.gateways import Join
from engine.spiff.specs.listeners import is_asked_in
from engine.spiff.specs.process import ProcessSpec, Threshold
from engine.spiff.surroundings import ALONE, Surroundings
from engine.spiff.tokens import Token

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """One thing to be told about a case that is carried over: what changes, or what stands in the way."""

    message_id: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wishes:
    """The plan: each element's counterpart as `process/element`, None for none; whether timers begin anew."""

    elements: Mapping[str, str | None]
    timers_again: bool = False
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Adopted:
    """The case as the other version would hold it, what changes for it, and what stands in the way."""

    run: Run | None = None
    notes: list[Said] = field(default_factory=list)
    problems: list[Said] = field(default_factory=list)


def adopt(
    old: Program, new: Program, state: bytes, wishes: Wishes, now: datetime, around: Surroundings = ALONE,
) -> Adopted:
    """Carry a case over, in memory."""
    adopting = _Adopting(old, new, wishes, around.elsewhere)
    carried = adopting.state(states.read(state))
    found = Adopted(None, adopting.notes, adopting.problems)
    if found.problems:
        return found
    case = new.restored(carried, now, around)
    adopting.settle(case)
    starved = {adopting.target_of(join) for join in stranded(old.restored(states.read(state), now, around))}
    found.problems += [
        Said("migrate-waits-for-ever", {"element": join.element.id, "name": join.element.name})
        for join in stranded(case) if f"{join.element.process_id}/{join.element.id}" not in starved
    ]
    found.run = Run(case)
    return found


class _Adopting:
    def __init__(self, old: Program, new: Program, wishes: Wishes, elsewhere: Elsewhere | None) -> None:
        self.old, self.new, self.wishes, self.elsewhere = old, new, wishes, elsewhere
        self.notes: list[Said] = []
        self.problems: list[Said] = []
        self._before: dict[str, FlowNode] = {}   # by token: what it stood at
        self._scopes: dict[str, tuple[ProcessSpec, ProcessSpec]] = {}   # by scope: what it ran, what it runs now

    def state(self, kept: dict[str, Any]) -> dict[str, Any]:
        """The stored state with every name replaced by its counterpart's."""
        process = self._process(kept["process"])
        if process not in self.new.processes:
            self._object("migrate-no-process", process=kept["process"])
            return kept
        self._scopes = {"": (self.old.spec(kept["process"]), self.new.spec(process))}
        rows = [row for token in kept["tokens"] if (row := self._row(token)) is not None]
        variables = {**self.wishes.variables, **kept["variables"]}
        carried = {**kept, "process": process, "variables": variables, "tokens": rows}
        if "done" in kept:
            carried["done"] = self._records(kept["done"], *self._scopes[""])
        return carried

    def settle(self, case: Case) -> None:
        """Let what is newly drawn listen, and ask anew what the new version asks differently."""
        for token in list(case.tokens.values()):
            was = self._before[token.token_id]
            definition = token.task_spec.definition
            if token.state == TaskState.WAITING and definition is not None and self._asks_anew(was, definition):
                definition.arm(token)
            self._watch(token, was)
        for scope in case.scopes():
            self._listen(scope)

    def target_of(self, node: FlowNode) -> str | None:
        """The counterpart of a node, as `process/element`."""
        return self._target(node.element.process_id, node.element.id)

    # -- one token

    def _row(self, row: Row) -> Row | None:
        if row.get("in", "") not in self._scopes:
            return None   # its activity has no counterpart, which has been said
        was_in, now_in = self._scopes[row.get("in", "")]
        was = was_in.node(row["at"])
        if was_in is now_in:
            return self._staying(row, was)
        if {UNDO, UNDOES} & row.get("facts", {}).keys():
            self._object("migrate-undoing", element=was.element.id)
        name = self._name(was, now_in)
        if name is None:
            self._lost(row, was, now_in)
            return None
        now = now_in.node(name)
        if not _alike(was, now):
            self._object("migrate-other-kind", element=was.element.id, to=now.element.id)
            return None
        if not is_asked_in(now, row.get("facts", {})):
            self._object("migrate-listener-gone", element=was.element.id)
            return None
        self._before[row["id"]] = was
        if was.opens_scope and row["state"] == "started":
            self._scopes[row["id"]] = self._insides(was, now, row.get("facts", {}))
        self._note(was, now, listening="host" in row or was.only_listens)
        return self._rewritten(row, was, now)

    def _staying(self, row: Row, was: FlowNode) -> Row:
        """What runs in a version of its own goes on in it."""
        self._before[row["id"]] = was
        if was.opens_scope and row["state"] == "started":
            self._scopes[row["id"]] = self._insides(was, was, row.get("facts", {}))
        return row

    def _insides(self, was: FlowNode, now: FlowNode, kept: Row) -> tuple[ProcessSpec, ProcessSpec]:
        """What runs inside an activity, and its counterpart; of a call, the process found when it began."""
        if VERSION in kept and self.elsewhere is not None:
            stays = self.elsewhere.library(kept[VERSION]).spec(kept["calls"])
            return stays, stays
        inside: str = kept.get("calls") or was.spec or ""
        counterpart = inside if was is now else self._process(inside) if "calls" in kept else now.spec or ""
        return was._wf_spec.library.spec(inside), now._wf_spec.library.spec(counterpart)

    def _rewritten(self, row: Row, was: FlowNode, now: FlowNode) -> Row:
        carried = {**row, "at": now.name}
        if "by" in row:
            carried["by"] = self._flow(row["by"], was, now, row["state"] == "waiting")
        facts = row.get("facts", {})
        for name in {TAKEN, "starts"} & facts.keys():
            taken = [self._flow(flow, was, now, True) for flow in facts[name]]
            carried["facts"] = {**facts, name: taken}
        if "done" in row and row["id"] in self._scopes:
            carried["done"] = self._records(row["done"], *self._scopes[row["id"]])
        if "straight" in row:
            carried.pop("straight")
            self.notes.append(Said("note-straight-dropped", {"element": was.element.id}))
        return carried

    def _name(self, was: FlowNode, now_in: ProcessSpec) -> str | None:
        """The counterpart in the counterpart of its scope, with what we append to a name."""
        element = was.element
        if isinstance(was, Threshold):
            return was.name if was.name in now_in.task_specs else None
        target = self._target(element.process_id, element.id)
        if target is None:
            return None
        name = target.partition("/")[2] + was.name.removeprefix(element.id)
        known = now_in.task_specs.get(name)
        return name if known is not None and known.element.process_id == target.partition("/")[0] else None

    def _target(self, process_id: str, element_id: str) -> str | None:
        key = f"{process_id}/{element_id}"
        return self.wishes.elements.get(key, f"{self._process(process_id)}/{element_id}")

    def _process(self, process_id: str) -> str:
        return self.wishes.elements.get(process_id) or process_id

    def _lost(self, row: Row, was: FlowNode, now_in: ProcessSpec) -> None:
        """What only listened may go; what holds a case open may not."""
        element = was.element
        if isinstance(was, Threshold):
            self._object("migrate-listener-gone", element=element.id)
            return
        if "host" in row or was.only_listens:
            self.notes.append(Said("note-event-dropped", {"element": element.id, "name": element.name}))
            return
        target = self._target(element.process_id, element.id)
        elsewhere = target is not None and any(
            target == f"{node.element.process_id}/{node.element.id}"
            for spec in self.new.specs() for node in spec.task_specs.values() if spec is not now_in
        )
        self._object("migrate-other-scope" if elsewhere else "migrate-no-counterpart",
                     element=element.id, name=element.name)

    def _flow(self, flow: str, was: FlowNode, now: FlowNode, matters: bool) -> str:
        """The flow that a token came by: the same, or the one from the counterpart of where it came from."""
        blocks = blocks_of(now._wf_spec)
        if flow in now.incoming:
            return flow
        source = blocks_of(was._wf_spec).sources.get(flow)
        name = self._name(was._wf_spec.node(source), now._wf_spec) if source else None
        found = next((other for other in now.incoming if blocks.sources[other] == name), None)
        if found is None and matters and isinstance(was, Join):
            self._object("migrate-join-flow", element=was.element.id, flow=flow)
        return found or flow

    def _records(self, records: list[Row], was_in: ProcessSpec, now_in: ProcessSpec) -> list[Row]:
        """What can be undone later, under the names of its counterparts; what has none is forgotten."""
        carried = []
        for record in records:
            was = was_in.node(record["at"])
            name = self._name(was, now_in)
            if name is None or not _alike(was, now_in.node(name)):
                self.notes.append(Said("note-undo-dropped", {"element": record["activity"]}))
                continue
            now = now_in.node(name)
            row = {**record, "at": name, "activity": now.element.id}
            if INSIDE in record:
                inside = self._insides(was, now, record)
                row[INSIDE] = {**record[INSIDE], "records": self._records(record[INSIDE]["records"], *inside)}
            carried.append(row)
        return carried

    # -- what listens

    def _asks_anew(self, was: FlowNode, definition: Any) -> bool:
        if isinstance(definition, TimerDefinition):
            return self.wishes.timers_again
        return isinstance(definition, NamedDefinition) and definition.said.text != was.definition.said.text

    def _watch(self, token: Token, was: FlowNode) -> None:
        """Arm the boundary events that the old version had no counterpart of."""
        known = {self._name(was._wf_spec.node(name), token.workflow.spec) for name in was.boundary}
        for name in token.task_spec.boundary:
            spec = token.workflow.spec.node(name)
            if name not in known and isinstance(spec, BoundaryEvent) and spec.waits_as_token:
                event = token.workflow.task_tree._add_child(spec)
                event.host = token.token_id
                spec._update(event)
                self.notes.append(Said("note-event-armed", {"element": spec.element.id, "name": spec.element.name}))

    def _listen(self, scope: Scope) -> None:
        """Let event sub-processes listen that the old version had no counterpart of."""
        was_in, _ = self._scopes[scope.scope_id]
        if was_in is scope.spec:
            return
        known = {self._name(node, scope.spec) for node in was_in.task_specs.values() if node.only_listens}
        scope.spec.start.listen(scope.task_tree, but={name for name in known if name})

    def _note(self, was: FlowNode, now: FlowNode, *, listening: bool) -> None:
        facts = {"element": was.element.id, "to": now.element.id, "name": now.element.name}
        if was.element.id != now.element.id and not listening:
            self.notes.append(Said("note-step-renamed", facts))
        if isinstance(was, UserTask) and isinstance(now, UserTask) and was.words.form_id != now.words.form_id:
            self.notes.append(Said("note-form-replaced", {**facts, "form": now.words.form_id}))

    def _object(self, message_id: str, **facts: Any) -> None:
        self.problems.append(Said(message_id, facts))


def _alike(was: FlowNode, now: FlowNode) -> bool:
    """Whether a token at the one can stand at the other."""
    return _manner(was) == _manner(now)


def _manner(node: FlowNode) -> tuple[Any, ...]:
    """What must be the same: the kind of the node and of its event, whether that interrupts, how it is repeated."""
    event, words = node.definition, getattr(node, "words", None)
    return (
        type(node), type(event), getattr(event, "kind", None), getattr(node, "interrupts", None),
        getattr(words, "sequential", None),
    )
