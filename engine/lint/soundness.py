"""Soundness: whether every token comes to an end, shown by playing the token game (`tokens`)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Finding
from engine.lint.findings import doubt
from engine.lint.package import Package, Scope
from engine.lint.tokens import Game, HastyGame
from engine.spiff.elements import ACTIVITIES, is_handler, is_made_up
from engine.spiff.source import local_name


def soundness(package: Package) -> Iterator[Finding]:
    """Joins that wait for ever, parts that nothing reaches, things done twice, cases that never end."""
    for scope in package.scopes():
        if _is_played(scope):
            game = Game(scope)
            game.play()
            yield from _multiplied(scope, game)
            yield from _findings(scope, game) if game.is_whole else _hasty_findings(scope)


def _hasty_findings(scope: Scope) -> Iterator[Finding]:
    """Of a diagram too wide to be played in every order: at least whether something waits for ever."""
    game = HastyGame(scope)
    game.play()
    if not game.is_whole:
        yield doubt("too-many-states", "warning", scope.file, scope.root)
    yield from _stuck(scope, game)


def _is_played(scope: Scope) -> bool:
    """An ad-hoc sub-process has no order; a complex join counts on data, which are not played."""
    kinds = {local_name(node) for node in scope.nodes.values()}
    return local_name(scope.root) != "adHocSubProcess" and "complexGateway" not in kinds and bool(scope.flows)


def _findings(scope: Scope, game: Game) -> Iterator[Finding]:
    yield from _stuck(scope, game)
    yield from _endless(scope, game)
    if not game.overflowed:
        yield from _doubled(scope, game)
    if any(game.stuck()):
        return  # what lies behind a join that waits for ever is out of reach for that reason
    for name, node in scope.nodes.items():
        reached = name in game.done or name in scope.starts or scope.is_beside(node)
        if not reached:
            yield doubt("never-reached", "error", scope.file, node, kind=scope.kind(name))


def _stuck(scope: Scope, game: Game) -> Iterator[Finding]:
    """Tokens that can never move lie before joins: name each join, and what it waits for."""
    told: set[str] = set()
    for state in game.stuck():
        held = {flow for flow, _ in state}
        for join in sorted({scope.target(flow) for flow in held}):
            if join in told:
                continue
            told.add(join)
            missing = [flow for flow in scope.into[join] if flow not in held and not is_made_up(flow)]
            yield doubt("join-waits-for-ever", "error", scope.file, scope.nodes[join],
                        kind=scope.kind(join), missing=", ".join(missing))


def _endless(scope: Scope, game: Game) -> Iterator[Finding]:
    endless = game.endless()
    if endless:
        first = min(endless, key=lambda state: (len(state), state))
        name = scope.target(first[0][0])
        yield doubt("never-ends", "error", scope.file, scope.nodes[name], kind=scope.kind(name))


def _multiplied(scope: Scope, game: Game) -> Iterator[Finding]:
    for name in sorted(game.overflowed):
        yield doubt("tokens-multiply", "error", scope.file, scope.nodes.get(name, scope.root))


def _doubled(scope: Scope, game: Game) -> Iterator[Finding]:
    """Two tokens on one flow: what comes behind is done once for each."""
    told: set[str] = set()
    for flow in game.crowded:
        merge = scope.source(flow)
        again = scope.target(flow)
        matters = local_name(scope.nodes[again]) in ACTIVITIES and not is_handler(scope.nodes[again])
        if matters and again not in told:
            told.add(again)
            yield doubt("done-more-than-once", "warning", scope.file, scope.nodes[again], merge=merge)
