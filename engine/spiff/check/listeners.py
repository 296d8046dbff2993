"""Rules on listeners: each names its work, and listens at a moment at which the engine asks."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.errors import Finding
from engine.spiff.check.findings import refusal
from engine.spiff.elements import GATEWAYS
from engine.spiff.source import local_name, zeebe

MOMENTS: dict[tuple[str, str], frozenset[str]] = {
    ("taskListener", "userTask"): frozenset({"assigning", "completing", "creating"}),
    ("executionListener", "boundaryEvent"): frozenset({"end"}),
    **{("executionListener", gateway): frozenset({"start"}) for gateway in GATEWAYS},
}
ANYWHERE = frozenset({"start", "end"})
NEVER = {
    "updating": ("listener-updating", "Take it out: nothing changes the time, priority or people of an open task, so it would never be asked."),
    "canceling": ("listener-canceling", "Draw the work behind the event that interrupts: what takes a task away takes effect at once and waits for no worker."),
}
"""Moments of a user task at which nobody is asked: the rule that says why, and what to do instead."""


def listeners(root: etree._Element, file: str) -> Iterator[Finding]:
    """What is said of listeners anywhere in a file."""
    for line in root.iter(zeebe("executionListener"), zeebe("taskListener")):
        held = next(line.iterancestors("{*}extensionElements"), None)
        if held is None:
            continue   # refused as an extension outside the extensions
        kind, owner = local_name(line), held.getparent()
        if not line.get("type", "").strip():
            yield refusal("job-type-missing", file, line, found=kind, remedy="Name the job type of the listener.")
        moments = MOMENTS.get((kind, "" if owner is None else local_name(owner)), ANYWHERE)
        moment = line.get("eventType", "")
        if moment not in moments:
            instead = f"Listen at its {' or '.join(sorted(moments))}; use a service task for the rest."
            rule, remedy = NEVER.get(moment, ("listener-moment", instead))
            yield refusal(rule, file, line, found=kind, value=moment, remedy=remedy)
