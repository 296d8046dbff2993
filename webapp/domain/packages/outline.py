"""A diagram as a list of steps, in the order one would tell it: for phones, for screen readers, for whoever would rather read.

Every node that does or decides something is a line; a gateway that only joins is passed over. What a line leads to is
said where it is not simply the next line: the ways of a choice, the way back of a loop, what an event at its edge does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import engine

GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "complexGateway", "eventBasedGateway"})


@dataclass(frozen=True)
class Way:
    """Where a line leads: under which words, to which line, and whether that lies above it."""

    flow: engine.Flow | None
    number: str
    target: engine.Element
    is_back: bool


@dataclass(frozen=True)
class Line:
    """One step, its number (`3`, inside a sub-process `3.1`), and the ways out of it that need saying."""

    number: str
    element: engine.Element
    ways: tuple[Way, ...] = ()

    @property
    def depth(self) -> int:
        """How many sub-processes are around it."""
        return self.number.count(".")


def outline(process: engine.Process) -> list[Line]:
    """The steps of one diagram; what stands inside a sub-process follows it."""
    return list(_Outline(process).lines())


class _Outline:
    def __init__(self, process: engine.Process) -> None:
        self.elements = {element.id: element for element in process.elements}
        self.onward: dict[str, list[engine.Flow]] = {}
        self.incoming: dict[str, int] = {}
        for flow in process.flows:
            if flow.source in self.elements and flow.target in self.elements:
                self.onward.setdefault(flow.source, []).append(flow)
                self.incoming[flow.target] = self.incoming.get(flow.target, 0) + 1
        self.numbers: dict[str, str] = {}
        self.order = list(self._numbered("", ""))

    def lines(self) -> Iterator[Line]:
        for place, element in enumerate(self.order):
            follower = self.order[place + 1] if place + 1 < len(self.order) else None
            yield Line(self.numbers[element.id], element, self._ways(element, follower))

    def _numbered(self, scope: str, prefix: str) -> Iterator[engine.Element]:
        shown = [element for element in self._in_order(scope) if not self._only_joins(element)]
        for place, element in enumerate(shown, start=1):
            self.numbers[element.id] = f"{prefix}{place}"
            yield element
            yield from self._numbered(element.id, f"{prefix}{place}.")

    def _in_order(self, scope: str) -> Iterator[engine.Element]:
        """Depth first from where tokens begin; what several ways lead to comes after the last of them."""
        inside = [element for element in self.elements.values() if element.inside == scope]
        ahead = {element.id: self.incoming.get(element.id, 0) for element in inside}
        begin = [element.id for element in inside if not ahead[element.id] and not element.attached_to]
        told: dict[str, None] = {}
        stack = list(reversed(begin))
        while len(told) < len(inside):
            name = stack.pop() if stack else self._nearest(ahead, told)
            if name in told:
                continue
            told[name] = None
            for target in reversed(self._next(name)):
                ahead[target] -= 1
                if ahead[target] <= 0:
                    stack.append(target)
        return iter([self.elements[name] for name in told])

    def _next(self, name: str) -> list[str]:
        """What comes after a node in its own list: its flows' targets, then what waits at its edge."""
        edge = [element.id for element in self.elements.values() if element.attached_to == name]
        return [*(flow.target for flow in self.onward.get(name, ())), *edge]

    def _nearest(self, ahead: dict[str, int], told: Iterable[str]) -> str:
        """Where a loop is entered: the first node, as drawn, that a told one leads to; else any that is left."""
        known = set(told)
        reached = [target for name in told for target in self._next(name) if target not in known]
        return next(iter([*reached, *(name for name in ahead if name not in known)]))

    def _only_joins(self, element: engine.Element) -> bool:
        return element.type in GATEWAYS and len(self.onward.get(element.id, ())) < 2

    def _ways(self, element: engine.Element, follower: engine.Element | None) -> tuple[Way, ...]:
        """The ways that need words: every one of a choice, and a single one that does not lead to the next line."""
        flows = self.onward.get(element.id, [])
        ways = [self._way(element, flow, self._shown(flow.target)) for flow in flows]
        if len(ways) == 1 and follower is not None and ways[0].target == follower and not flows[0].condition:
            return ()
        return tuple(ways)

    def _way(self, element: engine.Element, flow: engine.Flow, target: engine.Element) -> Way:
        here, there = self.order.index(element), self.order.index(target)
        return Way(flow, self.numbers[target.id], target, is_back=there <= here)

    def _shown(self, name: str) -> engine.Element:
        """The line a flow leads to, past gateways that only join."""
        passed = set()
        while self._only_joins(self.elements[name]) and self.onward.get(name) and name not in passed:
            passed.add(name)
            name = self.onward[name][0].target
        return self.elements[name]
