"""Cases: a project's run of the lifecycle, looked at token by token and moved by hand by those who may."""

from webapp.domain.cases.operations import (
    By,
    MovedOn,
    add_token,
    cancel_token,
    move_token,
    resume,
    send_back,
    set_variable,
    skip,
    suspend,
    terminate,
)
from webapp.domain.cases.policy import MayNotMove, may_look, may_move, may_return
from webapp.domain.cases.queries import Case, Standing, case_of, is_suspended
from webapp.domain.cases.way import Passed, way_of

__all__ = [
    "By",
    "Case",
    "MayNotMove",
    "MovedOn",
    "Passed",
    "Standing",
    "add_token",
    "cancel_token",
    "case_of",
    "is_suspended",
    "may_look",
    "may_move",
    "may_return",
    "move_token",
    "resume",
    "send_back",
    "set_variable",
    "skip",
    "suspend",
    "terminate",
    "way_of",
]
