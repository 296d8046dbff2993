"""Joins that starve: a parallel gateway waits for a branch in which nobody is left."""

from __future__ import annotations

from collections.abc import Iterator

from engine.spiff.moves.blocks import blocks_of
from engine.spiff.moves.verbs import under_way
from engine.spiff.scopes import Case, Scope
from engine.spiff.specs.gateways import ParallelGateway


def stranded(case: Case) -> list[ParallelGateway]:
    """Joins that wait for a branch that nobody is in, for ever."""
    return [join for scope in case.scopes() for join in _starving(scope)]


def _starving(scope: Scope) -> Iterator[ParallelGateway]:
    blocks = blocks_of(scope.spec)
    tokens = under_way(scope)
    for node in scope.spec.task_specs.values():
        if not isinstance(node, ParallelGateway) or len(node.incoming) < 2:
            continue
        block = {split for split, join in blocks.joins.items() if join == node.name}
        inside = [token for token in tokens
                  if block & {split for split, _ in blocks.spot(token).branches}]
        if not inside:
            continue
        waiting = {token.came_by for token in inside if token.task_spec is node}
        coming = set(blocks.reach([token.task_spec.name for token in inside if token.task_spec is not node],
                                  cut=node.name))
        if any(flow not in waiting and blocks.sources[flow] not in coming for flow in node.incoming):
            yield node
