"""Places: where a token may be set down, written as people see them: `contract/review[2]/sign`.

A place names the activities around a step, the outermost first, and the number of an instance where one is
open; where an activity has ended or has not begun, the place leads into it and it is opened anew.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from engine.errors import MoveRefused
from engine.spiff.elements import ACTIVITIES
from engine.spiff.moves.blocks import Blocks, blocks_of, is_join
from engine.spiff.scopes import Case, Scope
from engine.spiff.specs.activities import SubProcess
from engine.spiff.specs.events import BoundaryEvent, EventSubProcessTrigger
from engine.spiff.specs.flow_node import FlowNode
from engine.spiff.specs.loops import EACH
from engine.spiff.specs.process import ProcessSpec
from engine.spiff.tokens import Token

DEEPEST_LISTED = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A step that a token may be moved to."""

    place: str
    element_id: str
    process_id: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Aim:
    """A place found: the innermost scope open around it, and the steps to open from there."""

    scope: Scope
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Course(Aim):
    """A place found for a token that is to go there; `mover` is that token as the scope sees it."""

    mover: Token


def lifted(token: Token) -> list[Token]:
    """The token as each scope sees it, its own first: one instance of several counts as their common token."""
    found: list[Token] = []
    current: Token | None = token
    while current is not None:
        current = current.member_of or current
        found.append(current)
        current = current.workflow.host
    return found


def place_of(token: Token) -> str:
    """The place where a token stands."""
    around = [host.label for host in token.workflow.hosts]
    return "/".join([*reversed(around), token.task_spec.element.id])


def places(token: Token, among: Container[str] | None = None) -> Iterator[Place]:
    """The steps of the scopes around a token, the nearest scope first, those in ended activities included.

    Every step, or those of these elements.
    """
    for mine in lifted(token):
        around = "/".join(reversed([host.label for host in mine.workflow.hosts]))
        for place in _inside(mine.workflow.spec):
            if among is None or place.element_id in among:
                yield replace(place, place=f"{around}/{place.place}") if around else place


def find(case: Case, said: str) -> Aim:
    """The place that is meant."""
    return Aim(*_found(case, said, {}))


def find_from(case: Case, said: str, mover: Token) -> Course:
    """The place that is meant for a token. A bare element id is looked for in the scopes around it."""
    if "/" not in said:
        said = _nearest(said, mover)
    levels = {level.workflow.scope_id: level for level in lifted(mover)}
    scope, steps = _found(case, said, levels)
    if scope.scope_id not in levels:
        raise MoveRefused("move-other-branch", place=said)
    return Course(scope, steps, levels[scope.scope_id])


def _found(case: Case, said: str, levels: dict[str, Token]) -> tuple[Scope, tuple[str, ...]]:
    scope: Scope = case
    *around, last = said.split("/")
    while around:
        inside = _open(case, scope, around[0], levels)
        if inside is None:
            break
        scope = inside
        around.pop(0)
    _check(scope.spec, (*around, last), said)
    return scope, (*around, last)


def _nearest(element_id: str, mover: Token) -> str:
    return next((place.place for place in places(mover, {element_id})), element_id)


def _inside(spec: ProcessSpec, depth: int = 0) -> tuple[Place, ...]:
    """The steps of a specification and of those inside it, as seen from its own scope; they never change."""
    listed = _listed.setdefault(spec, {})
    if depth not in listed:
        listed[depth] = tuple(_list(spec, depth))
    return listed[depth]


def _list(spec: ProcessSpec, depth: int) -> Iterator[Place]:
    blocks = blocks_of(spec)
    for node in spec.task_specs.values():
        if not _is_place(blocks, node):
            continue
        element = node.element
        if element.kind in ACTIVITIES:
            yield Place(element.id, element.id, element.process_id, element.name, element.kind)
        if isinstance(node, SubProcess) and node.spec and depth < DEEPEST_LISTED:
            for place in _inside(spec.library.spec(node.spec), depth + 1):
                yield replace(place, place=f"{element.id}/{place.place}")


def _is_place(blocks: Blocks, node: FlowNode) -> bool:
    """Whether a token can be set down here: on a drawn step that a flow leads to, and that is no join."""
    comes_by_event = any(
        isinstance(blocks.spec.node(blocks.sources[flow]), EventSubProcessTrigger) for flow in node.incoming
    )
    return (
        node.element.is_drawn and node.name == node.element.id and node.name in blocks.reachable
        and not isinstance(node, BoundaryEvent) and not is_join(node) and not comes_by_event
    )


def _check(spec: ProcessSpec, steps: tuple[str, ...], said: str) -> None:
    """Each step but the last must be an activity with one inside; the last a place."""
    for number, name in enumerate(steps):
        bare = name.partition("[")[0]
        node = spec.task_specs.get(bare)
        if node is None:
            raise MoveRefused("move-no-such-place", place=said)
        if bare != name or (bare + EACH in spec.task_specs and number < len(steps) - 1):
            raise MoveRefused("move-into-several", place=said, element=bare)
        if is_join(node):
            raise MoveRefused("move-onto-join", place=said, element=bare)
        if not _is_place(blocks_of(spec), node):
            raise MoveRefused("move-no-place", place=said, element=bare)
        if number < len(steps) - 1:
            if not isinstance(node, SubProcess) or not node.spec:
                raise MoveRefused("move-no-such-place", place=said)
            spec = spec.library.spec(node.spec)


def _open(case: Case, scope: Scope, label: str, levels: dict[str, Token]) -> Scope | None:
    """The open inside of an activity of this label; the mover's own where there are several."""
    found = [inside for inside in case.subprocesses.values()
             if inside.host is not None and inside.host.workflow is scope and inside.host.label == label]
    found.sort(key=lambda inside: inside.scope_id not in levels)
    return found[0] if found else None


_listed: WeakKeyDictionary[ProcessSpec, dict[int, tuple[Place, ...]]] = WeakKeyDictionary()
