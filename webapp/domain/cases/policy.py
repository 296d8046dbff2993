"""Who may move a project's case by hand: whoever looks after processes, the system, or the projects of the house.

The project's lead may send it back to an earlier step, and nothing more.
"""

from __future__ import annotations

import engine
from webapp.domain.people import Actor
from webapp.domain.projects import Project

MOVERS = ("process_owner", "admin", "director")


class MayNotMove(engine.EngineError):
    """The actor may look at this project, but moving its case is not theirs."""


def may_move(actor: Actor) -> bool:
    """Whether the actor may do everything to a case that can be done by hand."""
    return actor.is_staff and actor.has(*MOVERS)


def may_return(actor: Actor, project: Project) -> bool:
    """Whether the actor may send the project back to an earlier step."""
    return may_move(actor) or (actor.is_staff and project.lead == actor.id)


def may_look(actor: Actor, project: Project) -> bool:
    """Whether the page of the case is for the actor: there is something they may do there."""
    return project.instance_id is not None and may_return(actor, project)
