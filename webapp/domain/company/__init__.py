"""Our own firm: whose name stands on documents beside the customer's, the language it speaks, and its letterhead.

Name, language and address on the net are told once, at start; the letterhead is kept.
"""

from __future__ import annotations

from webapp.domain.company.letterhead import (
    BadLetterhead,
    letterhead,
    may_set_letterhead,
    remove_mark,
    set_letterhead,
)
from webapp.domain.company.models import Letterhead

__all__ = [
    "BadLetterhead",
    "Letterhead",
    "address",
    "facts",
    "introduce",
    "letterhead",
    "locale",
    "may_set_letterhead",
    "remove_mark",
    "set_letterhead",
]

_names: dict[str, str] = {}
_speech: dict[str, str] = {}


def introduce(name: str, *, name_en: str = "", locale: str = "zh", address: str = "") -> None:
    """Say what this installation's firm is called and where it is reached; an empty name leaves its place on paper empty."""
    _names.clear()
    _speech["locale"], _speech["address"] = locale, address
    if name:
        _names[""], _names["en"] = name, name_en or name


def facts(language: str = "") -> dict[str, str]:
    """What documents in this language print of us; without one, how the house calls itself."""
    name = _names.get(language, _names.get(""))
    return {"name": name} if name else {}


def address() -> str:
    """Where people reach us, as it is printed on papers; empty where nobody told it."""
    return _speech.get("address", "")


def locale() -> str:
    """The language of the house, for papers and mails whose reader told none."""
    return _speech.get("locale", "zh")
