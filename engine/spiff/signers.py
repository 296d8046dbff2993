"""Added signers: people whom somebody at a task asks to sign too, before, after or beside them.

They stand with the token of the task and open no token of their own, so the diagram knows nothing of them and
whatever takes the token away takes them along. Who is asked before holds up the one who asked; who is asked
after comes when that one has answered; beside, both answer in any order. The token leaves when everybody has,
with the answers of the one it was drawn for; a signer who decides for all answers in that one's place.
Signers may ask others in turn. A signer's task is known as `t5+1`: the first asked for the task of token t5.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import MoveRefused
from engine.spiff.tokens import Token

SIGNERS, ANSWERS = "signers", "signed"
ROOT = 0
WHERE = ("before", "after", "beside")


@dataclass(frozen=True, slots=True)
class Seat:
    """One task of a token: its own, or an added signer's."""

    token: str
    who: str | None = None
    signs: str | None = None
    signs_for: str | None = None
    held: bool = False


def split(token: str) -> tuple[str, int]:
    """The token that a task is at, and which of its signers it belongs to."""
    base, _, number = token.partition("+")
    return base, int(number or ROOT)


def seats(token: Token) -> Iterator[Seat]:
    """The tasks that are open at a token."""
    if ANSWERS not in token.internal_data:
        yield Seat(token.token_id, held=_is_held(token, ROOT))
    for signer in _signers(token):
        if _is_open(token, signer):
            yield Seat(_name(token, signer["id"]), signer["who"], signer["where"],
                       _name(token, signer["for"]), _is_held(token, signer["id"]))


def add(token: Token, asking: int, who: str, where: str) -> None:
    """Ask somebody to sign too."""
    signers = _signers(token)
    if where not in WHERE:
        raise MoveRefused("signer-where", where=where)
    if any(signer["who"] == who and not signer["done"] for signer in signers):
        raise MoveRefused("signer-twice", who=who)
    kinds = {signer["where"] for signer in signers if signer["for"] == asking} | {where}
    if {"before", "after"} <= kinds:
        raise MoveRefused("signer-both-kinds")
    number = 1 + max((signer["id"] for signer in signers), default=ROOT)
    token.internal_data[SIGNERS] = [
        *signers, {"id": number, "who": who, "where": where, "for": asking, "done": False}]


def remove(token: Token, number: int) -> bool:
    """Ask no longer, nor those whom that one has asked; whether nobody is waited for any more."""
    if number not in {signer["id"] for signer in _signers(token)}:
        raise MoveRefused("signer-not-added")
    gone = {number}
    while more := {signer["id"] for signer in _signers(token) if signer["for"] in gone} - gone:
        gone |= more
    token.internal_data[SIGNERS] = [signer for signer in _signers(token) if signer["id"] not in gone]
    return _is_over(token, ROOT)


def answer(token: Token, number: int, values: Mapping[str, Any], *, decides: bool) -> Mapping[str, Any] | None:
    """Take an answer. When everybody has answered it is the one that the token leaves with, else None."""
    if _is_held(token, number):
        raise MoveRefused("task-held")
    if number == ROOT:
        token.internal_data[ANSWERS] = dict(values)
    for signer in _signers(token):
        signer["done"] = signer["done"] or signer["id"] == number
    if number != ROOT and decides:
        token.internal_data[ANSWERS] = dict(values)
        token.internal_data[SIGNERS] = []
    return leave_with(token) if _is_over(token, ROOT) else None


def leave_with(token: Token) -> Mapping[str, Any]:
    """The answers that the token leaves with, which were kept until everybody had signed."""
    token.internal_data.pop(SIGNERS, None)
    kept: Mapping[str, Any] = token.internal_data.pop(ANSWERS)
    return kept


def _signers(token: Token) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = token.internal_data.get(SIGNERS, [])
    return found


def _has_answered(token: Token, number: int) -> bool:
    if number == ROOT:
        return ANSWERS in token.internal_data
    return any(signer["id"] == number and signer["done"] for signer in _signers(token))


def _is_over(token: Token, number: int) -> bool:
    """Whether somebody has answered, and everybody whom they asked."""
    return _has_answered(token, number) and all(
        _is_over(token, signer["id"]) for signer in _signers(token) if signer["for"] == number)


def _is_open(token: Token, signer: Mapping[str, Any]) -> bool:
    comes = signer["where"] != "after" or _has_answered(token, signer["for"])
    return comes and not signer["done"]


def _is_held(token: Token, number: int) -> bool:
    return any(not _is_over(token, signer["id"]) for signer in _signers(token)
               if signer["for"] == number and signer["where"] == "before")


def _name(token: Token, number: int) -> str:
    return f"{token.token_id}+{number}" if number else token.token_id
