"""The token game of one scope, played in every way it can go, within a budget.

A state says how many tokens lie on each flow. Every choice that depends on data (a condition, which event
comes first, whether a boundary event happens) is taken both ways, so what is found here can happen if the
data allow it. An activity is one step, whatever is inside: its inside is a scope of its own.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import combinations

from engine.lint.package import Scope
from engine.lint.ways import reached
from engine.spiff.elements import is_handler, waits_for_all
from engine.spiff.source import bare, bpmn, is_true

State = tuple[tuple[str, int], ...]
"""Tokens on flows, the flows in order; a token that has nowhere to go is gone."""

MOST_STATES = 3_000
MOST_WORK = 500_000   # tokens looked at, a fifth of a second: a state of a hundred branches costs as much as a thousand small ones
MOST_TOKENS = 3
WIDEST_CHOICE = 6

JOINS = frozenset({"parallelGateway"})
CHOICES = frozenset({"exclusiveGateway", "eventBasedGateway"})
ENDS_ALL = frozenset({"terminateEventDefinition", "errorEventDefinition", "cancelEventDefinition"})


class Game:
    """All states of a scope, and to which each can lead."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.after: dict[State, list[State]] = {}
        self.done: set[str] = set()
        self.crowded: list[str] = []
        self.overflowed: set[str] = set()
        self.is_whole = True
        self._reaches: dict[str, frozenset[str]] = {}
        self._kinds = {name: scope.kind(name) for name in scope.nodes}
        self._targets = {flow: scope.target(flow) for flow in scope.flows}
        self._ways = {name: self._out(name) for name in scope.nodes}
        self._last = {name for name in scope.nodes if self._ends_all(name)}
        self._beside = scope.flows.keys() - self._main_flows()

    def play(self) -> None:
        """Explore from every way the scope can begin; `is_whole` says whether the budget sufficed."""
        waiting, work = deque(self._beginnings()), 0
        while waiting:
            state = waiting.popleft()
            if state in self.after:
                continue
            if len(self.after) >= MOST_STATES or work > MOST_WORK:
                self.is_whole = False
                return
            self.after[state] = list(dict.fromkeys(self._moves(state)))
            work += len(state) * (1 + len(self.after[state]))
            waiting.extend(later for later in self.after[state] if later not in self.after)

    def stuck(self) -> Iterator[State]:
        """States in which tokens are left and none can move."""
        for state, moves in self.after.items():
            if state and not moves:
                yield state

    def endless(self) -> set[State]:
        """States from which no end can be reached, and which are not stuck either."""
        before: dict[State, set[State]] = {state: set() for state in self.after}
        for state, moves in self.after.items():
            for later in moves:
                before.setdefault(later, set()).add(state)
        ending = {state for state, moves in self.after.items() if not moves}
        closing = reached(ending, before.__getitem__)
        return self.after.keys() - ending - closing

    # -- beginnings and moves

    def _beginnings(self) -> Iterator[State]:
        starts = self.scope.starts
        events = [name for name in starts if self.scope.begins_at(name)]
        for name in events:
            for out in self._ways[name]:
                yield self._state({}, out, name)
        if starts and not events:
            born = [self._state({}, out, name) for name in starts for out in self._ways[name][:1]]
            yield self._state({}, [flow for state in born for flow, count in state for _ in range(count)], "")
        for name, node in self.scope.nodes.items():
            if is_handler(node):   # no flow leads to it, but its boundary events may lead on
                for out in self._interrupted(name, [[]]):
                    yield self._state({}, out, name)

    def _moves(self, state: State) -> Iterator[State]:
        tokens = dict(state)
        for name in sorted({self._targets[flow] for flow in tokens}):
            yield from self._moves_of(name, tokens)

    def _moves_of(self, name: str, tokens: dict[str, int]) -> Iterator[State]:
        for used in self._ready(name, tokens):
            left = dict(tokens)
            for flow in used:
                left[flow] -= 1
            self.done.add(name)
            if name in self._last:
                yield ()
            else:
                for out in self._ways[name]:
                    yield self._state(left, out, name)

    def _ready(self, name: str, tokens: dict[str, int]) -> list[list[str]]:
        """The flows a node would take tokens from, for each way it can begin now."""
        into = self.scope.into[name]
        held = [flow for flow in into if tokens.get(flow)]
        if self._kinds[name] in JOINS:
            return [into] if len(held) == len(into) else []
        if self._kinds[name] == "inclusiveGateway" and len(into) > 1:
            return [held] if self._is_complete(name, held, tokens) else []
        return [[flow] for flow in held]

    def _is_complete(self, name: str, held: list[str], tokens: dict[str, int]) -> bool:
        """An inclusive join waits while a token elsewhere can still come by a flow that is empty."""
        empty = set(self.scope.into[name]) - set(held)
        elsewhere = [flow for flow, count in tokens.items() if count and flow not in self.scope.into[name]]
        return not any(empty & self._reach(flow) for flow in elsewhere)

    def _reach(self, flow: str) -> frozenset[str]:
        """The flows a token on this one may come to, boundary events included."""
        if flow not in self._reaches:
            self._reaches[flow] = frozenset(reached([flow], lambda one: self.scope.leaving(self._targets[one])))
        return self._reaches[flow]

    def _out(self, name: str) -> list[list[str]]:
        """The flows a node may send tokens on, for each way it can go."""
        kind, out = self.scope.kind(name), self.scope.out[name]
        if kind in CHOICES and not waits_for_all(self.scope.nodes[name]):
            ways = [[flow] for flow in out] or [[]]
        elif kind in {"inclusiveGateway", "complexGateway"} and len(out) > 1:
            ways = _some_of(out)
        else:
            ways = self._conditional(name, out)
        return ways + self._interrupted(name, ways)

    def _conditional(self, name: str, out: list[str]) -> list[list[str]]:
        """Out of an activity: all plain flows, any of the conditional ones, the default if none of these."""
        default = bare(self.scope.nodes[name].get("default"))
        asked = [flow for flow in out if flow != default
                 and self.scope.flows[flow].find(bpmn("conditionExpression")) is not None]
        plain = [flow for flow in out if flow not in asked and flow != default]
        if not asked:
            return [out]
        last = [default] if default in out else []
        return [[*plain, *some] for some in _some_of(asked)] + [[*plain, *last]]

    def _interrupted(self, name: str, ways: list[list[str]]) -> list[list[str]]:
        found = []
        for event in self.scope.boundaries(name):
            for out in self._conditional(event.get("id", ""), self.scope.out[event.get("id", "")]):
                if is_true(event, "cancelActivity", default=True):
                    found.append(out)
                else:
                    found += [[*way, *out] for way in ways]
        return found

    def _ends_all(self, name: str) -> bool:
        node = self.scope.nodes[name]
        return self.scope.kind(name) == "endEvent" and any(node.find(bpmn(one)) is not None for one in ENDS_ALL)

    def _state(self, left: dict[str, int], out: list[str], by: str) -> State:
        tokens = dict(left)
        for flow in out:
            tokens[flow] = tokens.get(flow, 0) + 1
            if flow in self._beside:
                tokens[flow] = 1
            elif tokens[flow] > MOST_TOKENS:
                self.overflowed.add(by)
                tokens[flow] = MOST_TOKENS
        state = tuple(sorted((flow, count) for flow, count in tokens.items() if count))
        for flow in out:
            if tokens[flow] > 1 and flow not in self.crowded:
                self.crowded.append(flow)
        return state

    def _main_flows(self) -> set[str]:
        """The flows that are reached without an event that happens beside its activity.

        A reminder in a circle may be left undone while the next one comes; that is meant, and its tokens are not counted.
        """
        first = [flow for name in self.scope.starts for flow in self._taken_alone(name)]
        return {*first, *reached(first, lambda flow: self._taken_alone(self._targets[flow]))}

    def _taken_alone(self, name: str) -> list[str]:
        """The flows out of a node, and out of the events at its boundary that take it away."""
        taking = [event.get("id", "") for event in self.scope.boundaries(name) if is_true(event, "cancelActivity", default=True)]
        return [flow for source in [name, *taking] for flow in self.scope.out[source]]


class HastyGame(Game):
    """Plays what cannot hinder or help another token at once, instead of in every order.

    That finds every state in which nothing moves, in far fewer states, but not who meets whom on the way.
    """

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._alone = {name for name in scope.nodes if self._is_alone(name)}

    def _moves(self, state: State) -> Iterator[State]:
        tokens = dict(state)
        for name in sorted({self._targets[flow] for flow in tokens}):
            if name in self._alone:
                return self._moves_of(name, tokens)
        return super()._moves(state)

    def _is_alone(self, name: str) -> bool:
        """Whatever else moves first, this node does the same: it joins nothing and takes nothing away."""
        joins = self._kinds[name] in JOINS | {"inclusiveGateway"} and len(self.scope.into[name]) > 1
        return not joins and name not in self._last and self.scope.never_returns_to(name)


def _some_of(flows: list[str]) -> list[list[str]]:
    """Every choice of at least one; of very many, each alone and all together."""
    if len(flows) > WIDEST_CHOICE:
        return [*([flow] for flow in flows), flows]
    return [list(some) for size in range(1, len(flows) + 1) for some in combinations(flows, size)]
