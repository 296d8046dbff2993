"""Moving tokens by hand: plan, kill, open, settle. docs/engine/moves.md is the written semantics.

A move is planned on the drawing and on the live tokens, and refused before anything has changed. Then what
it takes away is canceled like anything interrupted, one token is set down where it begins like any other,
and the case advances until it waits again. No move needs the past: the live tokens are enough.
"""

from engine.spiff.moves.places import Place, place_of
from engine.spiff.moves.verbs import (
    add_member,
    cancel,
    follows,
    go_straight,
    move,
    send_back,
    set_down_beside,
    set_variables,
    skip,
    targets,
)

__all__ = [
    "Place",
    "add_member",
    "cancel",
    "follows",
    "go_straight",
    "move",
    "place_of",
    "send_back",
    "set_down_beside",
    "set_variables",
    "skip",
    "targets",
]
