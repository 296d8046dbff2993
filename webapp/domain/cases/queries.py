"""Where a case stands, token by token: what waits, since when, who has it, and what may be done there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

import engine
from webapp.domain import confirmations, packages, people
from webapp.domain.projects import Project

JOINS = frozenset({"parallelGateway", "inclusiveGateway", "complexGateway"})


@dataclass(frozen=True)
class Standing:
    """One token: the step it stands at, the steps around it, and whoever has to act."""

    token: str
    element_id: str
    process_id: str
    around: tuple[str, ...]
    since: datetime | None
    task: engine.Task | None
    who: str = ""
    is_join: bool = False
    """Whether it waits where branches meet, for those that have not come; however many have, they are one."""

    @property
    def is_signature(self) -> bool:
        return self.task is not None and confirmations.side_of(self.task) is not None


@dataclass
class Case:
    """A project's case as one who may move it sees it; places are listed for the token that was chosen."""

    instance: engine.Instance
    standing: list[Standing]
    stamp: str
    chosen: Standing | None = None
    back: list[engine.Place] = field(default_factory=list)
    onward: list[engine.Place] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.instance.ended_at is None

    @property
    def is_suspended(self) -> bool:
        return self.instance.suspended_at is not None


def case_of(session: Session, project: Project, *, token: str = "") -> Case:
    """The case of a project, and the places for one of its tokens: the asked one, or the only one."""
    instance_id = project.instance_id or 0
    instance = engine.get_instance(session, instance_id)
    tokens = engine.tokens(session, instance_id)
    case = Case(instance, _standing(session, instance, tokens), stamp(instance, tokens))
    only = case.standing[0] if len(case.standing) == 1 else None
    case.chosen = next((each for each in case.standing if each.token == token), only)
    if case.chosen is not None:
        case.onward = engine.move_targets(session, instance_id, case.chosen.token)
        case.back = back_from(session, case.chosen)
    return case


def back_from(session: Session, standing: Standing) -> list[engine.Place]:
    """The people's steps before a token's task; a signature is taken back on its own page."""
    if standing.task is None or standing.is_signature:
        return []
    return [place for place in engine.return_targets(session, standing.task.id) if place.kind == "userTask"]


def stamp(instance: engine.Instance, tokens: list[engine.Token]) -> str:
    """A short sign of where a case stands: whoever acts on a page that shows another is told to look again."""
    said = [f"{token.token}@{token.element_id}" for token in tokens]
    told = "|".join([*sorted(said), str(instance.suspended_at), str(instance.ended_at)])
    return sha256(told.encode()).hexdigest()[:16]


def is_suspended(session: Session, project: Project | None) -> bool:
    """Whether a project rests, so that nothing of it can be handed in."""
    if project is None or project.instance_id is None:
        return False
    return bool(engine.suspended_among(session, [project.instance_id]))


def _standing(session: Session, instance: engine.Instance, tokens: list[engine.Token]) -> list[Standing]:
    """The innermost tokens: a step that only frames others is named around them, and a join waits once."""
    tasks = {task.id: task for task in engine.open_tasks(session, instance_ids=[instance.id], limit=500)}
    names = people.named(session, [task.assignee for task in tasks.values()])
    found: dict[tuple[str, ...], Standing] = {}
    for token in tokens:
        if not _frames(token, tokens):
            element = packages.element(session, instance.version_id, token.element_id)
            is_join = element is not None and element.type in JOINS
            key = (token.scope_path, token.element_id) if is_join else (token.token,)
            found.setdefault(key, _one(token, tasks.get(token.task_id or 0), names, is_join=is_join))
    return list(found.values())


def _frames(token: engine.Token, tokens: list[engine.Token]) -> bool:
    """Whether others stand inside; what one of several instances opens is the scope that it is itself in."""
    innermost = token.scope_path.rpartition("/")[2].partition("[")[0]
    inside = (token.scope_path if innermost == token.element_id
              else "/".join(filter(None, [token.scope_path, token.element_id])))
    return any(f"{other.scope_path}/".startswith(f"{inside}/") for other in tokens if other is not token)


def _one(token: engine.Token, task: engine.Task | None, names: dict[str, str], *, is_join: bool) -> Standing:
    assignee = (task.assignee if task else None) or ""
    return Standing(token.token, token.element_id, token.process_id, tuple(filter(None, token.scope_path.split("/"))),
                    token.since, task, names.get(assignee, assignee), is_join)
