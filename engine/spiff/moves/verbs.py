"""The moves themselves. Each plans first: whatever is refused is refused before anything has changed."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Any

from SpiffWorkflow.util.task import TaskState

from engine.errors import MoveRefused
from engine.spiff.compensation import UNDO, UNDOES
from engine.spiff.journal import Moved
from engine.spiff.moves.blocks import (
    Blocks,
    Branches,
    Spot,
    agree,
    blocks_of,
    interrupts,
    is_join,
    splits,
)
from engine.spiff.moves.places import Aim, Course, Place, find, find_from, lifted, place_of, places
from engine.spiff.scopes import Case, Scope
from engine.spiff.specs.activities import Activity, SubProcess
from engine.spiff.specs.complex_gateway import remembers
from engine.spiff.specs.events import CatchEvent, EventSubProcessTrigger
from engine.spiff.specs.gateways import ParallelGateway
from engine.spiff.specs.loops import Loop, MultiInstance
from engine.spiff.tokens import Token
from engine.spiff.variables import write

NOWHERE = Spot("", frozenset())


def targets(case: Case, token: Token, *, back: bool, among: Container[str] | None = None) -> list[Place]:
    """Where a token may be moved, or sent back, as things stand now: anywhere, or to these elements."""
    here = place_of(token)
    nearest: dict[str, Place] = {}
    for place in places(token, among):
        nearest.setdefault(place.place, place)
    return [place for place in nearest.values()
            if place.place != here and _is_allowed(case, token, place.place, back=back)]


def send_back(case: Case, token: Token, said: str, *, straight: bool = False) -> None:
    """Return to an earlier step; `straight` brings the token back here from there, not along its flows."""
    aim, at, victims = _planned(case, token, said, back=True)
    if straight and _begins_anew(token, aim):
        raise MoveRefused("move-straight-inside", place=said)
    if straight and any(_holds_work(victim) for victim in victims if victim is not aim.mover):
        raise MoveRefused("move-straight-cancels", place=said)
    home = place_of(token)
    _carry_out(aim, at, victims, straight_to=home if straight else None)


def move(case: Case, token: Token, said: str) -> None:
    """Go on at another step, forward or back; a parallel block that is left is left by all its tokens."""
    aim, at, victims = _planned(case, token, said, back=False)
    _carry_out(aim, at, victims)


def go_straight(case: Case, scope: Scope, left: str, said: str) -> None:
    """Bring a token that has left its step to the place it was sent back from."""
    if scope is not case and (scope.host is None or not scope.host.is_alive):
        return
    stand_in = scope.task_tree._add_child(scope.spec.node(left))
    stand_in._state = TaskState.WAITING
    aim, at, victims = _planned(case, stand_in, said, back=False)
    case.drop(stand_in)
    _carry_out(aim, at, [victim for victim in victims if victim is not stand_in])


def set_down_beside(case: Case, said: str) -> None:
    """Set one more token down beside those that are there."""
    aim = find(case, said)
    if not under_way(aim.scope):
        raise MoveRefused("move-scope-empty", place=said)
    _carry_out(aim, NOWHERE, [])


def cancel(token: Token) -> None:
    """Take a token away. In a parallel block its branch counts as done; one of several instances is one less."""
    _demand_movable(token)
    loop = token.member_of
    if loop is not None and isinstance(loop.task_spec, MultiInstance):
        if loop.internal_data["total"] == 1:
            raise MoveRefused("move-last-token", place=place_of(token))
        loop.task_spec.remove_member(loop, token)
        return
    mine = loop or token
    scope = mine.workflow
    if all(other is mine for other in under_way(scope)):
        raise MoveRefused("move-last-token", place=place_of(token))
    spot = blocks_of(scope.spec).spot(mine)
    _kill([mine])
    _close_gap(scope, spot.branches)


def skip(case: Case, token: Token) -> None:
    """Go on as if the step were done, without anybody's answers; of a sub-process all that is open inside."""
    _demand_movable(token)
    spec, inside = token.task_spec, case.subprocesses.get(token.token_id)
    if isinstance(spec, CatchEvent) and token.state == TaskState.WAITING:
        spec.happen(token, {})
    elif isinstance(spec, Loop):
        spec.done(token)
    elif isinstance(spec, SubProcess) and inside is not None:
        for other in inside.live_tokens():
            case.withdraw(other)
    elif isinstance(spec, Activity):
        token.complete()
    else:
        raise MoveRefused("skip-no-step", place=place_of(token))


def set_variables(case: Case, token: Token | None, values: Mapping[str, Any]) -> None:
    """Set variables as somebody at this token would; without one, those of the process."""
    if token is not None:
        write(token, values)
    elif case.own_variables is not None:
        case.own_variables.update(values)
    element = token.task_spec.element if token is not None else case.spec.element
    case.moved.append(Moved("variables.set", element.id, element.process_id, {"names": sorted(values)}))


def follows(case: Case, later: str, earlier: str, process_id: str) -> bool:
    """Whether flows lead from one step of a process to another, and not only into a parallel branch."""
    for spec in (scope.spec for scope in case.scopes()):
        if spec.element.process_id == process_id and {later, earlier} <= spec.task_specs.keys():
            blocks = blocks_of(spec)
            one, other = blocks.branches[later], blocks.branches[earlier]
            return later in blocks.reach([earlier]) and agree(one, other, splits(one) & splits(other))
    return True


def add_member(token: Token, item: Any) -> None:
    """One instance more of a multi-instance, beside this one or the next after it."""
    loop = token.member_of or token
    if not isinstance(loop.task_spec, MultiInstance) or loop.state != TaskState.STARTED:
        raise MoveRefused("move-not-several", place=place_of(token))
    loop.task_spec.add_member(loop, item)


def under_way(scope: Scope) -> list[Token]:
    """The tokens of a scope that are under way, each multi-instance as one; what only listens left out."""
    return [
        token for token in scope.live_tokens()
        if token.member_of is None and token.host is None and not token.task_spec.only_listens
    ]


def _demand_movable(token: Token) -> None:
    for mine in lifted(token):
        if UNDOES in mine.internal_data or UNDO in mine.internal_data:
            raise MoveRefused("move-undoing", place=place_of(token))


# -- plan

def _planned(case: Case, token: Token, said: str, *, back: bool) -> tuple[Course, Spot, list[Token]]:
    _demand_movable(token)
    aim = find_from(case, said, token)
    blocks = blocks_of(aim.scope.spec)
    at = blocks.spot(aim.mover)
    if back and aim.steps[0] != at.name and at.name not in blocks.reach([aim.steps[0]]):
        raise MoveRefused("move-not-earlier", place=said)
    return aim, at, _plan(aim, at, back=back)


def _is_allowed(case: Case, token: Token, said: str, *, back: bool) -> bool:
    try:
        _planned(case, token, said, back=back)
    except MoveRefused:
        return False
    return True


def _plan(aim: Course, at: Spot, *, back: bool) -> list[Token]:
    """What a move takes away: the token, the blocks it leaves, and on the way back all that follows the target."""
    blocks, target = blocks_of(aim.scope.spec), aim.steps[0]
    there = blocks.branches[target]
    shared = splits(at.branches) & splits(there)
    if not agree(at.branches, there, shared):
        raise MoveRefused("move-other-branch", place="/".join(aim.steps))
    left = splits(at.branches) - splits(there)
    after = blocks.downstream(target, lambda found: agree(found, there, shared)) if back else frozenset()
    return [
        token for token in under_way(aim.scope)
        if token is aim.mover or _is_gone(blocks.spot(token), left)
        or (token.race is not None and token.race == aim.mover.race)
        or (blocks.spot(token).name in after and agree(blocks.spot(token).branches, there, shared))
    ]


def _is_gone(spot: Spot, left: frozenset[str]) -> bool:
    return spot.name in left or bool(splits(spot.branches) & left)


def _begins_anew(token: Token, aim: Aim) -> bool:
    """Whether a token stands inside what is taken back as a whole.

    That is one of several instances, the step returned to, or a call that finds its process when it begins.
    """
    scope = token.workflow
    while scope is not aim.scope and (host := scope.host) is not None:
        scope = host.workflow
        if host.member_of is not None or not host.task_spec.spec or (scope is aim.scope and aim.steps == (host.task_spec.element.id,)):
            return True
    return False


def _holds_work(token: Token) -> bool:
    """Whether somebody or something is at work here, and does not only wait for others to come."""
    return not is_join(token.task_spec) and not remembers(token)


# -- kill, open, settle

def _carry_out(aim: Aim, at: Spot, victims: list[Token], straight_to: str | None = None) -> None:
    scope = aim.scope
    was_interrupted = any(_came_by_interruption(victim) for victim in victims)
    _kill(victims)
    if was_interrupted:
        scope.listen()
    _set_down(scope, aim.steps, at, straight_to)


def _kill(victims: Iterable[Token]) -> None:
    for victim in victims:
        case = victim.case
        undoing = [token for token in list(case.tokens.values())
                   if token.internal_data.get(UNDOES) == victim.token_id]
        for token in [*undoing, victim]:
            case.withdraw(token)


def _came_by_interruption(token: Token) -> bool:
    blocks = blocks_of(token.workflow.spec)
    sources = (blocks.spec.node(blocks.sources[flow]) for flow in token.task_spec.incoming)
    return any(isinstance(source, EventSubProcessTrigger) and interrupts(source) for source in sources)


def _set_down(scope: Scope, steps: tuple[str, ...], at: Spot, straight_to: str | None) -> None:
    """Open the first step; where it leads into an activity, open that without its start and go on inside."""
    blocks, spec = blocks_of(scope.spec), scope.spec.node(steps[0])
    entered = splits(blocks.branches[spec.name]) - splits(at.branches)
    populated = {split for token in under_way(scope) for split in splits(blocks.spot(token).branches)}
    for split in entered - populated:
        _fill(scope, blocks, split, spec.name)
    token = scope.task_tree._add_child(spec)
    if len(steps) == 1:
        token.straight_to = straight_to
        spec._update(token)
    elif isinstance(spec, SubProcess):
        _set_down(spec.begin_beside_start(token), steps[1:], NOWHERE, straight_to)


def _fill(scope: Scope, blocks: Blocks, split: str, target: str) -> None:
    """Whoever is put alone into a parallel block finds its other branches done, waiting at the join."""
    name = blocks.joins[split]
    join = scope.spec.node(name) if name else None
    if isinstance(join, ParallelGateway):
        coming = set(blocks.reach([target], cut=name))
        for flow in join.incoming:
            if blocks.sources[flow] not in coming:
                _let_wait(scope, join, flow)


def _close_gap(scope: Scope, branches: Branches) -> None:
    """A branch that was emptied counts as done, if its block goes on; the innermost such block is asked first."""
    blocks = blocks_of(scope.spec)
    for split, way in sorted(branches, key=lambda branch: -len(blocks.branches[branch[0]])):
        spots = [blocks.spot(token) for token in under_way(scope)]
        here = [spot for spot in spots if split in splits(spot.branches)]
        if any((split, way) in spot.branches for spot in here):
            return
        if here:
            name = blocks.joins[split]
            join = scope.spec.node(name) if name else None
            if isinstance(join, ParallelGateway):
                missing = [flow for flow in join.incoming if (split, way) in blocks.along(flow)]
                for flow in missing[:1]:
                    _let_wait(scope, join, flow)
            return


def _let_wait(scope: Scope, join: ParallelGateway, flow: str) -> None:
    token = scope.task_tree._add_child(join)
    token.came_by = flow
    token._set_state(TaskState.WAITING)
