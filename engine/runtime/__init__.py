"""The one path by which an instance moves: lock -> restore -> act -> advance -> save.

An act is plain data, so that a failed one can be kept in its incident and tried again word for word.
The machine works in memory between restore and save and writes no row: a step that fails leaves
nothing to undo, and the caller's transaction goes on to keep the answers and the incident. Every save
names the revision it restored; if another transaction saved meanwhile, nothing is written.
A transaction may hold many moves; each one reads what the one before it wrote.
"""

from engine.runtime.acts import Act, Blame, Completion, Held, held, held_query, lock
from engine.runtime.exchange import Exchange, exchange
from engine.runtime.failures import open_incident, resolve
from engine.runtime.moves import (
    broadcast,
    cancel_instance,
    fire,
    give_arrived,
    move,
    publish_or_keep,
    start,
    start_at,
    start_where,
)
from engine.runtime.queries import (
    Token,
    count_live,
    find_task,
    get_instance,
    get_task,
    instances,
    restored,
    seen,
    suspended,
    tokens,
)
from engine.runtime.readings import reading, stored_variables, surroundings
from engine.runtime.steps import Start

__all__ = [
    "Act",
    "Blame",
    "Completion",
    "Exchange",
    "Held",
    "Start",
    "Token",
    "broadcast",
    "cancel_instance",
    "count_live",
    "exchange",
    "find_task",
    "fire",
    "get_instance",
    "get_task",
    "give_arrived",
    "held",
    "held_query",
    "instances",
    "lock",
    "move",
    "open_incident",
    "publish_or_keep",
    "reading",
    "resolve",
    "restored",
    "seen",
    "start",
    "start_at",
    "start_where",
    "stored_variables",
    "surroundings",
    "suspended",
    "tokens",
]
