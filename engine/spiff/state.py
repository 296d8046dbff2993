"""The stored state of a case: a short list of its live tokens, with no definition and no past.

    {"format": 2, "process": "lifecycle", "made": 12, "variables": {...}, "shelved": {"wbs": "<hash>"}, "salt": "...", "outcome": null,
     "tokens": [{"id": "t12", "at": "sign", "state": "ready", "in": "t4", ...}]}

Nothing in it belongs to SpiffWorkflow, so the library may change. A scope needs no row of its own: the token that
holds it open says which specification it runs. A state is whole, or heavy variables are named in it and kept apart.
One that has grown long is kept deflated. Format 1 had all of its variables within; it is read like any state that names none.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any

import orjson
from SpiffWorkflow.util.task import TaskState

from engine.errors import EngineError
from engine.immutable import immutable
from engine.spiff.scopes import Case, Scope, SubScope
from engine.spiff.shelf import Fetch, Frame, Shelf, nothing_shelved, parted
from engine.spiff.specs.gateways import Join
from engine.spiff.specs.listeners import is_held
from engine.spiff.tokens import Token

FORMAT = 2
LONGEST_PLAIN = 2048   # bytes up to which a state is kept as it is
FASTEST = 1
ZLIB = b"\x78"           # how a deflated state begins; JSON begins with a brace
READABLE = frozenset({1, FORMAT})
STATES = {
    "waiting": TaskState.WAITING, "ready": TaskState.READY, "started": TaskState.STARTED,
}
STATE_NAMES = {state: name for name, state in STATES.items()}


@immutable
class Stored:
    """A case as it is stored: its state, and the JSON of the heavy values newly named in it, by hash."""

    state: bytes
    values: Mapping[str, str]


class _Writing:
    """A state being written: whole, or with its heavy variables put apart."""

    def __init__(self, case: Case, *, whole: bool) -> None:
        self.case, self.whole, self.shelf = case, whole, case.shelf
        self.texts: dict[str, str] = {}

    def state(self) -> bytes:
        case = self.case
        variables, shelved = self._frame(case.own_variables or {})
        rows = [self._row(token) for token in case.tokens.values()]   # hosts before what they hold
        return orjson.dumps({
            "format": FORMAT,
            "process": case.spec.element.id,
            "made": case.made,
            "variables": variables,
            **({"shelved": shelved} if shelved else {}),
            "outcome": case.outcome,
            **({"done": case.records} if case.records else {}),
            **({"salt": self.shelf.salt} if not self.whole and (self.texts or self.shelf.named) else {}),
            "tokens": rows,
        })

    def _frame(self, frame: Frame) -> tuple[Mapping[str, Any], Mapping[str, str]]:
        return (dict(frame), {}) if self.whole else parted(frame, self.texts, self.shelf)

    def _row(self, token: Token) -> dict[str, Any]:
        member_of, inside = token.member_of, self.case.subprocesses.get(token.token_id)
        row: dict[str, Any] = {
            "id": token.token_id,
            "at": token.task_spec.name,
            "state": STATE_NAMES[token.state],
            "in": token.workflow.scope_id,
            "of": member_of.token_id if member_of else None,
            "by": token.came_by if isinstance(token.task_spec, Join) else None,   # nobody else asks
            "host": token.host,
            "race": token.race,
            "straight": token.straight_to,
            "facts": token.internal_data,
        }
        if token.data:
            row["local"], row["shelved_local"] = self._frame(token.data)
        if inside is not None:
            row["variables"], row["shelved"] = self._frame(inside.own_variables or {})
            row["done"] = inside.records
        return {name: value for name, value in row.items() if value}


def dump(case: Case) -> bytes:
    """The whole case as bytes, to be stored until something happens to it."""
    return _Writing(case, whole=True).state()


def store(case: Case) -> Stored:
    """The case with its heavy variables apart; what the shelf has already is not given again."""
    writing = _Writing(case, whole=False)
    state = writing.state()
    return Stored(deflated(state), {digest: text for digest, text in writing.texts.items() if digest not in case.shelf.named})


def deflated(state: bytes) -> bytes:
    """The state as it is kept: a long one is mostly ids and names that repeat, and shrinks to a third (RFC 1950)."""
    return zlib.compress(state, FASTEST) if len(state) > LONGEST_PLAIN else state


def inflated(state: bytes) -> bytes:
    """The state's JSON, however it was kept."""
    return zlib.decompress(state) if state.startswith(ZLIB) else state


def load(case: Case, state: dict[str, Any]) -> None:
    """Put the stored tokens back into an empty case."""
    try:
        if "salt" in state:
            case.shelf.salt = state["salt"]
        case.made, case.own_variables = state["made"], case.shelf.frame(state["variables"], state.get("shelved", {}))
        case.outcome, case.records = state["outcome"], state.get("done", [])
        for row in state["tokens"]:
            _place(case, row)
    except (LookupError, TypeError) as error:
        raise EngineError("state-damaged", reason=repr(error)) from error


def read(state: bytes) -> dict[str, Any]:
    """The stored state, if it is of a format that this engine knows."""
    try:
        read_state: Any = orjson.loads(inflated(state))
    except (ValueError, zlib.error) as error:
        raise EngineError("state-damaged", reason=str(error)) from error
    if not isinstance(read_state, dict):
        raise EngineError("state-damaged", reason=type(read_state).__name__)
    if read_state.get("format") not in READABLE:
        raise EngineError("state-format-unknown", found=read_state.get("format"), known=FORMAT)
    return read_state


def variables_in(state: bytes, fetch: Fetch = nothing_shelved) -> Frame:
    """The variables of the process itself in a stored state, without bringing the case back."""
    found = read(state)
    return Shelf(fetch).frame(found["variables"], found.get("shelved", {}))


def _place(case: Case, row: dict[str, Any]) -> None:
    scope: Scope = case.subprocesses[row["in"]] if row.get("in") else case
    parent = case.tokens[row["of"]] if row.get("of") else scope.task_tree
    token = Token(scope, scope.spec.node(row["at"]), parent, STATES[row["state"]], row["id"])
    token.came_by, token.host, token.race = row.get("by"), row.get("host"), row.get("race")
    token.straight_to = row.get("straight")
    token.data = case.shelf.frame(row.get("local", {}), row.get("shelved_local", {}))
    token.internal_data = row.get("facts", {})
    if token.state == TaskState.STARTED and token.task_spec.opens_scope and not is_held(token):
        inside = SubScope(token.task_spec.inside_of(token), token)
        case.subprocesses[token.token_id] = inside
        inside.records = row.get("done", [])
        if inside.own_variables is not None:
            inside.own_variables = case.shelf.frame(row.get("variables", {}), row.get("shelved", {}))
