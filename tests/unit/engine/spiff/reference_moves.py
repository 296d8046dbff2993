"""The reference interpreter's moves: the same rules as docs/engine/moves.md, said of blocks instead of graphs.

Nothing here knows flows or joins to fill: a branch is a child of a block, and what comes after something is
read off the tree. Where this and the engine disagree about what is refused or what is open, one is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from tests.unit.engine.spiff.reference import Block, Inside, Reference, Token

OPENED = frozenset({"sub", "call", "heard"})   # what has steps of its own inside


class Refused(Exception):
    """The move is not allowed."""


@dataclass(frozen=True)
class Target:
    """A step in the scope of one of the tokens around the mover, perhaps inside activities not open."""

    level: Token
    steps: tuple[Block, ...]

    @property
    def place(self) -> str:
        return "/".join(filter(None, [self.level.scope.path, *(block.id for block in self.steps)]))


def around(token: Token) -> Iterator[Token]:
    """The token as each scope sees it, its own first."""
    current: Token | None = token
    while current is not None:
        yield current
        current = current.scope.host


def targets(token: Token) -> list[Target]:
    """Every step there is in the scopes around a token, the nearest first."""
    found = [Target(level, steps) for level in around(token) for steps in _steps(level.scope.body)]
    return list({target.place: target for target in reversed(found)}.values())[::-1]


def allowed(token: Token, *, back: bool) -> dict[str, Target]:
    found = {}
    for target in targets(token):
        try:
            victims(target, back=back)
        except Refused:
            continue
        found[target.place] = target
    return found


def move(reference: Reference, target: Target, *, back: bool) -> None:
    scope = target.level.scope
    here = _branches(target.level, scope)
    for victim in victims(target, back=back):
        scope.tokens.remove(victim)
        scope.listens = scope.listens or _is_handler(victim.block)
    for block in target.steps[:-1]:
        _count_others_as_done(block, scope, here)
        here = {}
        host = Token(block, scope)
        scope.tokens.append(host)
        inside = reference.add_instance(host)
        assert inside
        scope = inside
    _count_others_as_done(target.steps[-1], scope, here)
    reference.enter(target.steps[-1], scope)


def _count_others_as_done(goal: Block, scope: Inside, here: dict[int, Block]) -> None:
    """Whoever is put alone into a parallel block finds the other branches done."""
    there = _branches_of(goal, scope)
    for block in _blocks_around(goal, scope):
        if block.kind != "and" or id(block) in here:
            continue
        if not any(id(block) in _branches(token, scope) for token in scope.tokens):
            scope.tokens += [Token(block, scope, waits=True, came=other)
                             for other in block.inner if other is not there[id(block)]]


def cancel(reference: Reference, token: Token, instance: int) -> None:
    scope = token.scope
    if token.block.count:
        if token.total - token.removed == 1:
            raise Refused
        token.removed += 1
        reference.complete(token, instance)
        return
    if scope.tokens == [token]:
        raise Refused
    scope.tokens.remove(token)
    _leave_branch(reference, token, scope)


def _leave_branch(reference: Reference, token: Token, scope: Inside) -> None:
    """The branch counts as done, if its block goes on."""
    mine = _branches(token, scope)
    for block in _blocks_around(token.block, scope):
        inside = [_branches(other, scope).get(id(block)) for other in scope.tokens]
        if mine[id(block)] in inside:
            return
        if any(inside):
            if block.kind == "and":
                scope.tokens.append(Token(block, scope, waits=True, came=mine[id(block)]))
            if any(other.block is block for other in scope.tokens):
                reference._join(block, scope)
            return


# -- what a move takes away

def victims(target: Target, *, back: bool) -> list[Token]:
    mover, goal = target.level, target.steps[0]
    scope = mover.scope
    here, there = _branches(mover, scope), _branches_of(goal, scope)
    shared = here.keys() & there.keys()
    if any(here[split] is not there[split] for split in shared):
        raise Refused
    if back and not (goal is mover.block or _comes_after(goal, mover, scope, None)):
        raise Refused
    left = here.keys() - there.keys()
    stays = max((split for split in _blocks_around(goal, scope) if id(split) in shared),
                key=lambda split: len(list(_up(split, scope))), default=None)
    return [
        token for token in scope.tokens
        if token is mover or _branches(token, scope).keys() & left
        or (back and _agrees(token, there, shared, scope)
            and (token.block is goal or _comes_after(goal, token, scope, stays)))
    ]


def _agrees(token: Token, there: dict[int, Block], shared: set[int], scope: Inside) -> bool:
    found = _branches(token, scope)
    return all(found.get(split) is there[split] for split in shared)


def _comes_after(goal: Block, token: Token, scope: Inside, stays: Block | None) -> bool:
    """Whether flows lead from a step to where a token stands, without leaving the block `stays`."""
    spot = token.came if token.waits and token.came else token.block
    ups, spots = list(_up(goal, scope)), list(_up(spot, scope))
    common = next((block for block in ups if block in spots), None)
    if common is None:
        return False   # no flow leads into an event sub-process, or out of one
    if token.waits and common is spot:
        return True   # it waits at the end of the branch that the step is in
    above = list(_up(common, scope))
    for block in above:
        if block is stays:
            break
        if block.kind == "loop":
            return True
    if common.kind == "watched":
        return goal is common
    if common.kind == "seq" and goal is not common and spot is not common:
        order = common.inner
        return order.index(ups[ups.index(common) - 1]) < order.index(spots[spots.index(common) - 1])
    return False


def _branches(token: Token, scope: Inside) -> dict[int, Block]:
    found = _branches_of(token.block, scope)
    if token.waits and token.came:
        found[id(token.block)] = token.came
    return found


def _branches_of(block: Block, scope: Inside) -> dict[int, Block]:
    ups = list(_up(block, scope))
    return {id(outer): inner for inner, outer in pairwise(ups) if outer.kind in {"and", "or"}}


def _blocks_around(block: Block, scope: Inside) -> list[Block]:
    return [outer for outer in list(_up(block, scope))[1:] if outer.kind in {"and", "or"}]


def _up(block: Block, scope: Inside) -> Iterator[Block]:
    """A block and those around it, as far as its scope goes."""
    current: Block | None = block
    while current is not None:
        yield current
        if current is scope.body or _is_handler(current):
            return
        current = current.up


def _is_handler(block: Block) -> bool:
    return block.up is not None and block.up.kind == "heard" and block is block.up.inner[1]


def _steps(body: Block) -> Iterator[tuple[Block, ...]]:
    for block in _of_scope(body):
        if block.kind in {"task", "watched"} | OPENED:
            yield (block,)
        if block.kind in OPENED and not block.count:
            for inner in _steps(block.inner[0]):
                yield (block, *inner)


def _of_scope(block: Block) -> Iterator[Block]:
    yield block
    if block.kind not in OPENED:
        for child in block.inner:
            yield from _of_scope(child)
