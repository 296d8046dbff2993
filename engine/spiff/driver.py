"""The driver: one step at a time until nothing can move by itself.

Order matters. What runs innermost goes first; throws take effect between steps, never inside one, and so do conditions
that a step has made true; joins are asked only when all else is at rest, and scopes that are spent end last of all.
"""

from __future__ import annotations

from SpiffWorkflow.util.task import TaskState

from engine.errors import EngineError
from engine.spiff import moves
from engine.spiff.scopes import Case
from engine.spiff.specs.definitions import ConditionDefinition
from engine.spiff.specs.gateways import Join, waiting_joins

MOST_STEPS = 20_000


def advance(case: Case) -> None:
    """Move every token as far as it goes without the world outside."""
    steps = 0
    while _return(case) or _throw(case) or _notice(case) or _step(case) or _meet(case) or _close(case):
        steps += 1
        if steps > MOST_STEPS:
            raise EngineError("endless-loop", process=case.spec.element.id, limit=MOST_STEPS)
    if case.outcome is None and not case.live_tokens():
        case.outcome = "completed"


def _return(case: Case) -> bool:
    """Let a token that was sent back go straight to where it was sent back from."""
    if not case.straight:
        return False
    moves.go_straight(case, *case.straight.pop(0))
    return True


def _throw(case: Case) -> bool:
    if not case.throws:
        return False
    case.throws.pop(0)()
    return True


def _notice(case: Case) -> bool:
    """Let a condition that has become true take effect."""
    for scope in case.scopes():
        if not scope.spec.has_conditions:
            continue
        for token in scope.live_tokens():
            definition = token.task_spec.definition
            if token.state == TaskState.WAITING and isinstance(definition, ConditionDefinition) and definition.became_true(token):
                token.task_spec.happen(token, {})
                return True
    return False


def _step(case: Case) -> bool:
    token = case.agenda.next()
    if token is None:
        return False
    token.run()
    return True


def _meet(case: Case) -> bool:
    """Let the tokens that have met at a join go on as one."""
    for waiting in waiting_joins(case.tokens.values()).values():
        join = waiting[0].task_spec
        meeting = join.meeting(waiting) if isinstance(join, Join) else []
        if meeting:
            first, *others = meeting
            for token in others:
                case.drop(token)
            first._set_state(TaskState.READY)
            return True
    return False


def _close(case: Case) -> bool:
    """End a scope in which nothing is left, the innermost first; last the case, with what still listens in it."""
    for scope in sorted(case.subprocesses.values(), key=lambda inner: -inner.depth):
        host = scope.host
        if scope.is_spent() and host is not None:
            if not scope.is_held_at_end():
                host.task_spec.inside_ended(host, scope)
            return True
    if not case.is_spent():
        return False
    if case.outcome is None and case.is_held_at_end():
        return True
    listening = case.live_tokens()
    for token in listening:
        case.withdraw(token)
    return bool(listening)
