"""Our own firm: whose name stands on documents beside the customer's. Told once, when the application starts."""

from __future__ import annotations

_facts: dict[str, str] = {}


def introduce(name: str) -> None:
    """Say what this installation's firm is called; an empty name leaves its place on paper empty."""
    _facts.clear()
    if name:
        _facts["name"] = name


def facts() -> dict[str, str]:
    """What documents print of us."""
    return dict(_facts)
