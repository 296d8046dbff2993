"""Who may mend a project that got stuck: its lead, and those who look after processes and the system."""

from __future__ import annotations

from webapp.domain.people import Actor
from webapp.domain.projects.models import Project

KEEPERS = ("process_owner", "admin")


def may_mend(actor: Actor, project: Project | None) -> bool:
    """Whether the actor may try a failed step of this project again; what belongs to no project is the keepers'."""
    return actor.is_staff and ((project is not None and project.lead == actor.id) or keeps_the_machine(actor))


def keeps_the_machine(actor: Actor) -> bool:
    """Whether the actor may see every failed step there is."""
    return actor.is_staff and actor.has(*KEEPERS)
