"""The parallel blocks of a scope's drawing: which branches a node lies in, and where they meet again.

A split is whatever can send tokens that are under way together: a gateway, an activity with several flows,
an event that does not interrupt beside the activity or scope that it watches. Its block is what cannot be
reached but through it, up to the join at which most of its branches meet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from SpiffWorkflow.util.task import TaskState

from engine.spiff.specs.events import BoundaryEvent
from engine.spiff.specs.flow_node import FlowNode
from engine.spiff.specs.gateways import EventBasedGateway, ExclusiveGateway, Gathering, Join
from engine.spiff.specs.process import START, ProcessSpec
from engine.spiff.tokens import Token

Branch = tuple[str, str]   # a split and one of its ways
Branches = frozenset[Branch]
MAIN = "(main)"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a token stands; one that waits at a join still stands at the end of its branch."""

    name: str
    branches: Branches


class Blocks:
    """What moves ask of one drawing. Read once per specification."""

    def __init__(self, spec: ProcessSpec) -> None:
        self.spec = spec
        self.after: dict[str, list[str]] = {
            node.name: [*(flow.target for flow in node.flows), *node.boundary]
            for node in spec.task_specs.values()
        }
        self.after[START] += [*spec.event_handlers, *spec.triggers]
        self.sources = {flow.id: node.name for node in spec.task_specs.values() for flow in node.flows}
        self.reachable = frozenset(self.reach([START]))
        self.joins: dict[str, str | None] = {}
        inside: dict[str, set[Branch]] = {name: set() for name in self.after}
        self._along: dict[str, set[Branch]] = {flow: set() for flow in self.sources}
        for node in spec.task_specs.values():
            self._split(node, inside)
        self.branches: Mapping[str, Branches] = {name: frozenset(found) for name, found in inside.items()}

    def reach(self, names: Iterable[str], cut: str | None = None) -> list[str]:
        """Every node that can be reached from these, nearest first, without entering `cut`."""
        found = dict.fromkeys(name for name in names if name != cut)
        ahead = list(found)
        for name in ahead:
            for following in self.after[name]:
                if following not in found and following != cut:
                    found[following] = None
                    ahead.append(following)
        return ahead

    def downstream(self, target: str, stays: Callable[[Branches], bool]) -> frozenset[str]:
        """What can follow a node without leaving branches that it shares with the mover."""
        found: set[str] = set()
        ahead = [target]
        while ahead:
            name = ahead.pop()
            if name not in found and stays(self.branches[name]):
                found.add(name)
                ahead += self.after[name]
        return frozenset(found)

    def along(self, flow: str) -> Branches:
        """The branches that a flow lies in."""
        return self.branches[self.sources[flow]] | self._along[flow]

    def spot(self, token: Token) -> Spot:
        """Where a token stands."""
        spec = token.task_spec
        if isinstance(spec, Join) and token.state == TaskState.WAITING and token.came_by in self.sources:
            return Spot(self.sources[token.came_by], self.along(token.came_by))
        return Spot(spec.name, self.branches.get(spec.name, frozenset()))

    def _split(self, node: FlowNode, inside: dict[str, set[Branch]]) -> None:
        ways = self._ways(node)
        self.joins[node.name] = join = self._join(node.name, list(ways.values()))
        if not ways:
            return
        outside = set(self.reach([START], cut=node.name)) if node.name != START else set()
        outside |= set(self.reach([join], cut=node.name)) if join is not None else set()
        for way, first in ways.items():
            for name in self.reach(first, cut=join):
                if name not in outside and name != node.name:
                    inside[name].add((node.name, way))
        for flow in node.flows:
            way = flow.id if flow.id in ways else MAIN
            self._along[flow.id].add((node.name, way))

    def _ways(self, node: FlowNode) -> dict[str, list[str]]:
        """The ways out of a node on which tokens can be under way together; none if there is but one."""
        watching = [*node.boundary, *(self.spec.event_handlers if node.name == START else ())]
        leading: list[str] = [*(self.spec.triggers if node.name == START else ())]
        for flow in node.flows:
            (watching if self.spec.node(flow.target).only_listens else leading).append(flow.target)
        beside = {name: [name] for name in watching if not interrupts(self.spec.node(name))}
        begins_at_one = node.name == START and bool(self.spec.starts or self.spec.triggers)
        chooses = begins_at_one or isinstance(node, (ExclusiveGateway, EventBasedGateway))
        if len(leading) > 1 and not chooses:
            return {**beside, **{flow.id: [flow.target] for flow in node.flows if flow.target in leading}}
        return {MAIN: leading, **beside} if beside else {}

    def _join(self, split: str, ways: list[list[str]]) -> str | None:
        """Where most of the ways meet without coming round again; the nearest of these."""
        reached = [self.reach(first, cut=split) for first in ways]
        counts = {
            name: sum(name in nodes for nodes in reached)
            for nodes in reached for name in nodes if is_join(self.spec.node(name))
        }
        met = {name: count for name, count in counts.items() if count > 1}
        if not met:
            return None
        distance = {name: min(nodes.index(name) for nodes in reached if name in nodes) for name in met}
        return min(met, key=lambda name: (-met[name], distance[name]))


def blocks_of(spec: ProcessSpec) -> Blocks:
    """The blocks of a specification; they never change."""
    found = _read.get(spec)
    if found is None:
        found = _read[spec] = Blocks(spec)
    return found


def is_join(node: FlowNode) -> bool:
    """Whether tokens wait for each other here."""
    return isinstance(node, Join) and not isinstance(node, Gathering) and len(node.incoming) > 1


def interrupts(node: FlowNode) -> bool:
    """Whether an event takes away what it watches."""
    return isinstance(node, BoundaryEvent) and node.interrupts


def splits(branches: Branches) -> frozenset[str]:
    """The blocks that these branches belong to."""
    return frozenset(split for split, _ in branches)


def agree(one: Branches, other: Branches, on: Iterable[str]) -> bool:
    """Whether both lie in a common branch of each of these blocks."""
    common = splits(one & other)
    return all(split in common for split in on)


_read: WeakKeyDictionary[ProcessSpec, Blocks] = WeakKeyDictionary()
