"""Moving cases by hand, and what approvers ask of their tasks. docs/engine/moves.md is the written semantics."""

from engine.moves.approvals import add_signer, remove_signer, withdraw_task
from engine.moves.cases import (
    add_instance,
    add_token,
    cancel_token,
    hold_instance,
    move_targets,
    move_token,
    resume_instance,
    return_targets,
    return_task,
    set_variables,
    skip_task,
    skip_token,
    suspend_instance,
    suspended_among,
)

__all__ = [
    "add_instance",
    "add_signer",
    "add_token",
    "cancel_token",
    "hold_instance",
    "move_targets",
    "move_token",
    "remove_signer",
    "resume_instance",
    "return_targets",
    "return_task",
    "set_variables",
    "skip_task",
    "skip_token",
    "suspend_instance",
    "suspended_among",
    "withdraw_task",
]
