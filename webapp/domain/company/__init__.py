"""Our own firm: whose name stands on documents beside the customer's, and the language it speaks. Told once, at start."""

from __future__ import annotations

_facts: dict[str, str] = {}
_speech: dict[str, str] = {}


def introduce(name: str, *, locale: str = "zh") -> None:
    """Say what this installation's firm is called; an empty name leaves its place on paper empty."""
    _facts.clear()
    _speech["locale"] = locale
    if name:
        _facts["name"] = name


def facts() -> dict[str, str]:
    """What documents print of us."""
    return dict(_facts)


def locale() -> str:
    """The language of the house, for papers and mails whose reader told none."""
    return _speech.get("locale", "zh")
