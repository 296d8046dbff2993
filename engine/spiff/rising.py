"""How events find those who wait for them: codes rise through scopes, signals and messages go by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from engine.spiff.journal import Thrown
from engine.spiff.specs.definitions import (
    CodeDefinition,
    Definition,
    ErrorDefinition,
    MessageDefinition,
    SignalDefinition,
    TerminateDefinition,
)
from engine.spiff.tokens import Token

if TYPE_CHECKING:
    from engine.spiff.scopes import Case, Scope
    from engine.spiff.specs.events import BoundaryEvent
    from engine.spiff.specs.flow_node import Element


def throw(token: Token, thrown: Definition, element: Element, at: Token | None = None) -> None:
    """Let something thrown by a token take effect after this step; `at` is whose own boundary may catch it."""
    case, scope = token.case, token.workflow
    if isinstance(thrown, TerminateDefinition):
        case.throws.append(lambda: _end(scope, thrown.reach))
    elif isinstance(thrown, CodeDefinition):
        case.throws.append(lambda: rise(scope, at, thrown, element))
    elif isinstance(thrown, SignalDefinition):
        name, values, teller = thrown.name_for(token), dict(token.data), None if thrown.stays_inside else element
        hearing = listeners_of(case, name)   # waiting starts when an event is reached (clause 13.5.2): who is there later does not hear it
        case.throws.append(lambda: broadcast(case, name, values, hearing, teller))
    elif isinstance(thrown, MessageDefinition):
        said = Thrown("message", thrown.name_for(token), element.id, thrown.key_for(token), dict(token.data),
                      thrown.kept_until(token))
        case.throws.append(lambda: send(case, said))


def rise(scope: Scope, at: Token | None, thrown: CodeDefinition, element: Element | None) -> bool:
    """Let a code rise from a token, or from inside a scope, to the nearest that catches it.

    At each level the exact code beats the catch-all. An error nobody catches ends the case; an
    escalation nobody catches is no harm.
    """
    while True:
        if at is not None and (catcher := _catching(at.task_spec.boundary, at.workflow, thrown)):
            _spring(catcher, at.workflow, at, thrown)
            return True
        if at is not None:
            scope = at.workflow
        if catcher := _catching(_handlers(scope, at), scope, thrown):
            _spring(catcher, scope, None, thrown)
            return True
        host = scope.host
        if host is None:
            break
        at = host.member_of or host
    if isinstance(thrown, ErrorDefinition) and element is not None:
        _fail(scope, thrown.code)
    return False


def fail(token: Token, code: str) -> None:
    """Let an error rise from an activity that ended in it by itself."""
    at = token.member_of or token
    rise(at.workflow, at, ErrorDefinition(code), token.task_spec.element)


def terminate(scope: Scope) -> None:
    """End everything in a scope."""
    case = scope.top_workflow
    for token in scope.live_tokens():
        case.withdraw(token)
    if scope is case:
        case.outcome = "terminated"


def _end(scope: Scope, reach: str) -> None:
    loop = scope.host.member_of if scope.host is not None else None
    if reach == "instances" and loop is not None:
        loop.task_spec.stop(loop)
    else:
        terminate(scope.top_workflow if reach == "case" else scope)


def listeners_of(case: Case, signal: str) -> list[Token]:
    """Everybody in the case who listens for a signal."""
    return [token for token in _listening(case, SignalDefinition) if token.internal_data["name"] == signal]


def broadcast(
    case: Case, name: str, values: Mapping[str, Any], hearing: Iterable[Token], element: Element | None = None,
) -> None:
    """Let those who listened for a signal hear it, if they still do; tell the world if it was thrown here."""
    for token in hearing:
        if token.is_alive and token.state == TaskState.WAITING:
            token.task_spec.happen(token, values)
    if element is not None:
        case.thrown.append(Thrown("signal", name, element.id, None, dict(values)))


def send(case: Case, message: Thrown) -> None:
    """Give a message to the one in the case who waits for it, else to the world outside."""
    for token in _listening(case, MessageDefinition):
        if (token.internal_data["name"], token.internal_data["key"]) == (message.name, message.correlation_key):
            token.task_spec.happen(token, message.variables)
            return
    case.thrown.append(message)


def _listening(case: Case, kind: type[Definition]) -> list[Token]:
    return [
        token for token in list(case.tokens.values())
        if token.state == TaskState.WAITING and isinstance(token.task_spec.definition, kind)
    ]


def _catching(names: Iterable[str], scope: Scope, thrown: CodeDefinition) -> BoundaryEvent | None:
    specs: list[Any] = [scope.spec.node(name) for name in names]
    alike = [(spec, caught.code) for spec in specs for caught in spec.definition.codes
             if type(caught) is type(thrown)]
    exact = [spec for spec, code in alike if code == thrown.code]
    return next(iter([*exact, *(spec for spec, code in alike if code is None)]), None)


def _handlers(scope: Scope, at: Token | None) -> list[str]:
    """The event sub-processes that may handle what rises here; none handles its own failure."""
    handling = at.task_spec.name if at is not None else None
    return [
        name for name in scope.spec.event_handlers
        if scope.spec.node(name).flows[0].target != handling
    ]


def _spring(catcher: BoundaryEvent, scope: Scope, host: Token | None, thrown: CodeDefinition) -> None:
    event = scope.task_tree._add_child(catcher)
    event.host = host.token_id if host else None
    catcher.happen(event, {name: code for caught in catcher.definition.codes if type(caught) is type(thrown)
                           for name, code in caught.brings(thrown).items()})


def _fail(scope: Scope, code: str | None) -> None:
    terminate(scope)
    scope.top_workflow.outcome = f"error:{code or ''}"
