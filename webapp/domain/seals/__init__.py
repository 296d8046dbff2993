"""Seals: pictures of the firm's stamps, who may set them under a document, and every use that was made of one."""

from webapp.domain.seals.models import Seal, SealHolder, SealUse
from webapp.domain.seals.operations import (
    SealRefused,
    add_seal,
    allow_holder,
    retire_seal,
    use_seal,
    withdraw_holder,
)
from webapp.domain.seals.queries import (
    every_seal,
    get_seal,
    held_by,
    holders_of,
    may_keep_seals,
    may_look_at,
    uses_of,
)

__all__ = [
    "Seal",
    "SealHolder",
    "SealRefused",
    "SealUse",
    "add_seal",
    "allow_holder",
    "every_seal",
    "get_seal",
    "held_by",
    "holders_of",
    "may_keep_seals",
    "may_look_at",
    "retire_seal",
    "use_seal",
    "uses_of",
    "withdraw_holder",
]
