"""What happened in a project, in plain words, from the history that everything else is a view of."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _

import engine
from webapp.db import db
from webapp.domain import notifications, people
from webapp.domain.projects import Project
from webapp.features import element_name, locale

WORDS = {
    "instance.started": (_("%(actor)s started the project."), "good"),
    "task.claimed": (_("%(actor)s took “%(step)s”."), ""),
    "task.assigned": (_("“%(step)s” went to %(assignee)s."), ""),
    "task.completed": (_("%(actor)s handed in “%(step)s”."), "good"),
    "task.canceled": (_("“%(step)s” was withdrawn."), ""),
    "timer.fired": (_("The time set for “%(step)s” ran out."), "late"),
    "message.received": (_("A message reached “%(step)s”."), ""),
    "message.kept": (_("A message for “%(step)s” came; it is received when the project is resumed."), ""),
    "signal.kept": (_("A signal for “%(step)s” came; it is heard when the project is resumed."), ""),
    "incident.opened": (_("“%(step)s” got stuck."), "late"),
    "incident.resolved": (_("“%(step)s” goes on."), "good"),
    "document.frozen": (_("“%(document)s” was frozen as version %(version)s."), "good"),
    "document.received": (_("%(actor)s supplied “%(document)s”, version %(version)s."), "good"),
    "gate.checked": (_("The gate stays closed; documents missing: %(count)s."), "late"),
    "confirmation.opened": (_("“%(document)s”, version %(version)s, awaits its signatures."), ""),
    "confirmation.invited": (_("The customer was sent the link to sign."), ""),
    "confirmation.not_invited": (_("Nobody was invited to sign “%(document)s”, version %(version)s: %(assignee)s has left."), "late"),
    "confirmation.signed": (_("%(actor)s signed “%(document)s”, version %(version)s."), "good"),
    "confirmation.declined": (_("%(actor)s declined “%(document)s”: %(reason)s"), "late"),
    "confirmation.voided": (_("The signatures under “%(document)s”, version %(version)s, are void."), "late"),
    "confirmation.completed": (_("“%(document)s” is signed by everybody."), "good"),
    "requirements.in_force": (_("Requirement baseline %(baseline)s is in force: %(lines)s requirements."), "good"),
    "confirmation.delegated": (_("%(actor)s handed the signature under “%(document)s” on to %(heir)s: %(reason)s"), ""),
    "confirmation.reminded": (_("Whoever has not signed “%(document)s” was reminded."), ""),
    "requirement.remarked": (_("%(actor)s said what they think of a requirement."), ""),
    "requirement.answered": (_("%(actor)s answered a remark on a requirement."), ""),
    "message.written": (_("%(actor)s wrote a message in the portal."), ""),
    "task.delegated": (_("%(actor)s asked %(assignee)s to answer “%(step)s” first.%(why)s"), ""),
    "task.handed_back": (_("%(actor)s answered “%(step)s”; %(assignee)s decides."), ""),
    "signer.added": (_("%(actor)s asked %(who)s to sign “%(step)s” too.%(why)s"), ""),
    "signer.removed": (_("%(who)s need not sign “%(step)s” any longer."), ""),
    "token.returned": (_("%(actor)s returned “%(step)s” to “%(place)s”.%(why)s"), "late"),
    "token.withdrawn": (_("%(actor)s took the answer to “%(step)s” back.%(why)s"), ""),
    "token.moved": (_("%(actor)s moved the project from “%(step)s” to “%(place)s”.%(why)s"), "late"),
    "token.added": (_("%(actor)s opened “%(place)s” as well.%(why)s"), ""),
    "token.canceled": (_("%(actor)s took “%(step)s” away.%(why)s"), "late"),
    "token.skipped": (_("%(actor)s skipped “%(step)s”.%(why)s"), "late"),
    "variables.changed": (_("%(actor)s set %(variables_set)s.%(why)s"), ""),
    "instance.suspended": (_("%(actor)s suspended the project.%(why)s"), "soon"),
    "instance.resumed": (_("%(actor)s resumed the project.%(why)s"), "good"),
    "instance.ended": (_("The project came to its end."), "good"),
    "instance.canceled": (_("%(actor)s terminated the project.%(why)s"), "late"),
}
LONGEST = 2000


@dataclass(frozen=True)
class Happening:
    """One line of the trail."""

    at: datetime
    kind: str
    text: str


def trail(project: Project) -> list[Happening]:
    """What happened in the lifecycle, the newest first."""
    return trail_of(project.instance_id, project.version_id) if project.instance_id else []


def trail_of(instance_id: int, version_id: int, *, leave_out: tuple[str, ...] = ()) -> list[Happening]:
    """What happened in any run, the newest first, but for some kinds of events."""
    events = engine.history(db.session(), instance_id, kinds=[kind for kind in WORDS if kind not in leave_out], limit=LONGEST)
    asked = [who for event in events for who in (event.actor, event.facts.get("assignee"), _added(event))]
    names = people.named(db.session(), asked)
    begin = _beginnings(version_id)
    return [_told(event, version_id, names) for event in reversed(events) if _is_news(event, begin)]


def _beginnings(version_id: int) -> set[str]:
    return {element.id for process in engine.processes(db.session(), version_id)
            for element in process.elements if element.type == "startEvent"}


def _is_news(event: engine.Event, beginnings: set[str]) -> bool:
    """A timer that only begins something, perhaps every day, is told by what follows; so is an open gate."""
    if event.kind == "timer.fired":
        return event.element_id not in beginnings
    return event.kind != "gate.checked" or bool(event.facts.get("missing"))


def _told(event: engine.Event, version_id: int, names: dict[str, str]) -> Happening:
    words, kind = WORDS[event.kind]
    return Happening(event.at, kind, str(words) % _Facts(event, version_id, names))


def _added(event: engine.Event) -> str | None:
    """The signer who was added or let go."""
    return str(event.facts.get("name") or "") if event.kind in ("signer.added", "signer.removed") else None


class _Facts(dict[str, Any]):
    """What a sentence may name; a fact an event lacks is left blank, not an error."""

    def __init__(self, event: engine.Event, version_id: int, names: dict[str, str]) -> None:
        super().__init__(notifications.titled(event.facts, locale()))
        self["count"] = len(event.facts.get("missing", ()))
        self["actor"] = names.get(event.actor or "", str(_("The system")))
        assignee = event.facts.get("assignee") or ""
        self["assignee"] = names.get(assignee, assignee)
        self["who"] = names.get(_added(event) or "", _added(event))
        self["step"] = element_name(version_id, event.element_id or "")
        self["place"] = element_name(version_id, str(event.facts.get("to", "")).rpartition("/")[2])
        self["variables_set"] = ", ".join(f"{name} = {json.dumps(value, ensure_ascii=False)}"
                                          for name, value in (event.facts.get("variables") or {}).items())
        said = str(event.facts.get("message") or event.facts.get("reason") or "").strip()
        self["why"] = str(_(" Why: %(reason)s", reason=said)) if said else ""

    def __missing__(self, key: str) -> str:
        return "–"
