"""Why a case is here: each open step, what it waits for, and the way that led to it, in the reader's words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

import engine
from webapp.db import db
from webapp.domain import cases, packages, people, projects
from webapp.domain.cases import Passed
from webapp.domain.projects import Project
from webapp.features import found, package_words
from webapp.features.cases import blueprint

DONE = {
    "task.completed": _("%(actor)s handed it in."),
    "timer.fired": _("Its time ran out."),
    "message.received": _("The message it waited for came."),
    "signal.received": _("The signal it waited for came."),
    "decision.evaluated": _("The table decided: %(answer)s"),
    "token.moved": _("%(actor)s moved the case on from here.%(why)s"),
    "token.returned": _("%(actor)s returned it.%(why)s"),
    "token.added": _("%(actor)s opened it by hand.%(why)s"),
    "token.skipped": _("%(actor)s skipped it.%(why)s"),
    "token.withdrawn": _("%(actor)s took the answer back.%(why)s"),
}


@dataclass(frozen=True)
class Seen:
    """A value that a condition read, under the name that forms give it."""

    name: str
    value: str


@dataclass(frozen=True)
class Hop:
    """One element on the way, in words."""

    passed: Passed
    diagram: str
    done: tuple[str, ...]
    seen: tuple[Seen, ...]
    beside: tuple[tuple[engine.Element, str], ...]
    """Who came there on the other branches, and what they had done."""


@blueprint.get("/projects/<int:project_id>/way")
def way(project_id: int) -> ResponseReturnValue:
    """The way of the asked token, else of the one that stands deepest."""
    session = db.session()
    project = found(projects.visible(session, g.actor, project_id))
    if project.instance_id is None or not g.actor.is_staff:
        abort(404)
    instance = engine.get_instance(session, project.instance_id)
    tokens = {token.token: token for token in engine.tokens(session, instance.id)}
    standing = cases.case_of(session, project).standing
    asked = request.args.get("token", "")
    deepest = max(standing, key=lambda each: len(each.around), default=None)
    chosen = next((each for each in standing if each.token == asked), deepest)
    hops = _Telling(project).hops(cases.way_of(session, instance, tokens[chosen.token])) if chosen else []
    return render_template("cases/way.html", project=project, standing=standing, chosen=chosen, hops=hops,
                           joins=chosen is not None and _is_join(project, chosen.element_id))


def _is_join(project: Project, element_id: str) -> bool:
    """Whether a token waits there for other branches, and for nothing else."""
    return any(element.id == element_id and element.type.endswith("Gateway")
               for process in engine.processes(db.session(), project.version_id) for element in process.elements)


class _Telling:
    """Words for what was passed: names of people, of steps, and of the answers that conditions read."""

    def __init__(self, project: Project) -> None:
        self.version_id = project.version_id
        self.fields = packages.fields(db.session(), self.version_id)
        self.diagrams = {process.process_id: package_words(self.version_id, process.name or process.process_id)
                         for process in engine.processes(db.session(), self.version_id)}

    def hops(self, passed: list[Passed]) -> list[Hop]:
        events = [event for one in passed for event in (*one.done, *(met for _, met in one.met))]
        names = people.named(db.session(), [event.actor for event in events])
        return [Hop(one, self.diagrams.get(one.process_id, one.process_id),
                    tuple(self._done(event, names) for event in one.done),
                    tuple(Seen(self._name(name), self._value(name, value)) for name, value in one.saw.items()),
                    tuple((element, self._done(event, names)) for element, event in one.met))
                for one in passed]

    def _done(self, event: engine.Event, names: Mapping[str, str]) -> str:
        reason = str(event.facts.get("message") or event.facts.get("reason") or "").strip()
        return str(DONE[event.kind]) % {
            "actor": names.get(event.actor or "", gettext("The system")),
            "answer": self._plain(event.facts.get("answer")),
            "why": gettext(" Why: %(reason)s", reason=reason) if reason else "",
        }

    def _name(self, name: str) -> str:
        known = self.fields.get(name)
        if known is None:
            return name
        words = [package_words(self.version_id, each) for each in (known.task, known.label) if each]
        return " · ".join(words)

    def _value(self, name: str, value: Any) -> str:
        known = self.fields.get(name)
        if known is not None and isinstance(value, str) and value in known.choices:
            return package_words(self.version_id, known.choices[value])
        return self._plain(value)

    def _plain(self, value: Any) -> str:
        """A value as it is written, with words where JSON has signs."""
        if isinstance(value, bool):
            return str(gettext("yes") if value else gettext("no"))
        if value is None or value == []:
            return str(gettext("nothing"))
        if isinstance(value, dict) and set(value) == {"parts"}:
            return str(gettext("%(count)s entries", count=value["parts"]))
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
