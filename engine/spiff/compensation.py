"""Compensation: what is done can be undone, the last first.

A scope keeps a record of every finished activity that has a handler, and of every finished sub-process in
which such records were left. Whoever compensates takes the records of its scope and runs their handlers one
after the other; a sub-process without a handler of its own is opened again for the handlers inside it, or for
the event sub-process in it that undoes all of it.
A handler sees the variables around it, and those that were local to the activity when it ended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from engine.spiff.libraries import VERSION
from engine.spiff.tokens import Token

if TYPE_CHECKING:
    from engine.spiff.scopes import Scope, SubScope

Record = dict[str, Any]
"""What it takes to undo an activity: where it stood (`at`), its id (`activity`), its variables when it ended (`data`),
which process it had called, if any, and, without a handler of its own, what its `inside` leaves to be undone."""

UNDO = "undo"         # with whoever compensates: the records still to come
UNDOES = "undoes"     # with a handler: for whom it works
INSIDE = "inside"     # with a finished sub-process: what its inside leaves to be undone
ITSELF = "(itself)"   # the activity that an event sub-process undoes: the one around it


def remember(token: Token) -> None:
    """An activity is done: note what it would take to undo it. Undoing is not undone again."""
    scope, inside = token.workflow, token.internal_data.pop(INSIDE, None)
    has_handler = token.task_spec.element.id in scope.spec.handlers
    if (has_handler or inside) and UNDOES not in token.internal_data:
        scope.records.append({
            "at": token.task_spec.name, "activity": token.task_spec.element.id,
            "data": dict(token.data), **_called(token.internal_data), **({} if has_handler else {INSIDE: inside}),
        })


def _called(kept: Record) -> Record:
    """Which process was called, of which version, if that was found when the call began."""
    return {name: kept[name] for name in ("calls", VERSION) if name in kept}


def remember_inside(token: Token, inside: SubScope) -> None:
    """A sub-process ends: keep what was done in it beyond its own end."""
    if inside.records or ITSELF in inside.spec.handlers:
        token.internal_data[INSIDE] = {
            "records": inside.records,
            "variables": None if inside.own_variables is None else dict(inside.own_variables),
        }


def take_records(token: Token, activity: str | None) -> None:
    """Begin to compensate one activity, or all that is done around this token."""
    scope = _home(token)
    done = scope.records
    token.internal_data[UNDO] = [record for record in reversed(done) if activity in (None, record["activity"])]
    scope.records = [record for record in done if activity not in (None, record["activity"])]


def undo_next(token: Token) -> bool:
    """Start the next handler; False when all is undone."""
    todo = token.internal_data[UNDO]
    if todo:
        _undo(todo.pop(0), token)
        return True
    return False


def undone(token: Token) -> None:
    """A handler is done: whoever it works for goes on, unless it was taken away meanwhile."""
    compensating = token.case.tokens.get(token.internal_data.get(UNDOES, ""))
    if compensating is not None and not undo_next(compensating):
        compensating.task_spec.all_undone(compensating)


def _undo(record: Record, compensating: Token) -> None:
    inside = compensating.case.subprocesses.get(compensating.token_id)
    scope = inside or _home(compensating)
    handler = scope.spec.handlers.get(record["activity"])
    token = scope.task_tree._add_child(scope.spec.node(handler or record["at"]))
    token.data.update(record["data"])
    token.internal_data[UNDOES] = compensating.token_id
    token.internal_data.update(_called(record))
    if handler:
        token.task_spec._update(token)
    else:
        _reopen(token, record[INSIDE])


def _reopen(token: Token, left: dict[str, Any]) -> None:
    """Open a finished sub-process for its handlers; neither its flows nor its events begin again."""
    token._set_state(TaskState.STARTED)
    inside = token.case.open_scope(token, token.task_spec.inside_of(token))
    if ITSELF in inside.spec.handlers:
        inside.records = left["records"]
        token.internal_data[UNDO] = [{"activity": ITSELF, "data": {}}]
    else:
        token.internal_data[UNDO] = left["records"][::-1]
    if left["variables"] is not None:
        inside.own_variables = left["variables"]
    undo_next(token)


def _home(token: Token) -> Scope:
    """The scope whose work is undone: an event sub-process speaks for the scope around it."""
    scope = token.workflow
    while scope.spec.handles_event and scope.host is not None:
        scope = scope.host.workflow
    return scope
