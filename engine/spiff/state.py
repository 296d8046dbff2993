"""The stored state of a case: a short list of its live tokens, with no definition and no past.

    {"format": 1, "process": "lifecycle", "made": 12, "variables": {...}, "outcome": null,
     "tokens": [{"id": "t12", "at": "sign", "state": 16, "in": "t4", ...}]}

Nothing in it belongs to SpiffWorkflow but the number of a task's state, so the library may change.
A scope needs no row of its own: the token that holds it open says which specification it runs.
"""

from __future__ import annotations

from typing import Any

import orjson
from SpiffWorkflow.util.task import TaskState

from engine.errors import EngineError
from engine.spiff.scopes import Case, Scope, SubScope
from engine.spiff.specs.listeners import is_held
from engine.spiff.tokens import Token

FORMAT = 1
STATES = {
    "waiting": TaskState.WAITING, "ready": TaskState.READY, "started": TaskState.STARTED,
}
STATE_NAMES = {state: name for name, state in STATES.items()}


def dump(case: Case) -> bytes:
    """The case as bytes, to be stored until something happens to it."""
    return orjson.dumps({
        "format": FORMAT,
        "process": case.spec.element.id,
        "made": case.made,
        "variables": case.own_variables,
        "outcome": case.outcome,
        **({"done": case.records} if case.records else {}),
        "tokens": [_row(token) for token in case.tokens.values()],   # hosts before what they hold
    })


def load(case: Case, state: dict[str, Any]) -> None:
    """Put the stored tokens back into an empty case."""
    case.made, case.own_variables = state["made"], state["variables"]
    case.outcome, case.records = state["outcome"], state.get("done", [])
    for row in state["tokens"]:
        _place(case, row)


def read(state: bytes) -> dict[str, Any]:
    """The stored state, if it is of a format that this engine knows."""
    read_state: dict[str, Any] = orjson.loads(state)
    if read_state.get("format") != FORMAT:
        raise EngineError("state-format-unknown", found=read_state.get("format"), known=FORMAT)
    return read_state


def _row(token: Token) -> dict[str, Any]:
    member_of = token.member_of
    inside = token.case.subprocesses.get(token.token_id)
    row = {
        "id": token.token_id,
        "at": token.task_spec.name,
        "state": STATE_NAMES[token.state],
        "in": token.workflow.scope_id,
        "of": member_of.token_id if member_of else None,
        "by": token.came_by,
        "host": token.host,
        "race": token.race,
        "straight": token.straight_to,
        "local": token.data,
        "facts": token.internal_data,
        "variables": inside.own_variables if inside else None,
        "done": inside.records if inside else None,
    }
    return {name: value for name, value in row.items() if value}


def _place(case: Case, row: dict[str, Any]) -> None:
    scope: Scope = case.subprocesses[row["in"]] if row.get("in") else case
    parent = case.tokens[row["of"]] if row.get("of") else scope.task_tree
    token = Token(scope, scope.spec.node(row["at"]), parent, STATES[row["state"]], row["id"])
    token.came_by, token.host, token.race = row.get("by"), row.get("host"), row.get("race")
    token.straight_to = row.get("straight")
    token.data, token.internal_data = row.get("local", {}), row.get("facts", {})
    if token.state == TaskState.STARTED and token.task_spec.opens_scope and not is_held(token):
        inside = SubScope(token.task_spec.inside_of(token), token)
        case.subprocesses[token.token_id] = inside
        inside.records = row.get("done", [])
        if inside.own_variables is not None:
            inside.own_variables = row.get("variables", {})
