"""Who may mail a customer another link: whoever leads the project or looks after the customer in it."""

from __future__ import annotations

from sqlalchemy.orm import Session

import engine
from webapp.domain import projects
from webapp.domain.errands.links import is_errand
from webapp.domain.people import Actor

SENDERS = ("project_lead", "liaison", "customer_success", "quality", "director")


def may_resend(session: Session, actor: Actor, task: engine.Task) -> bool:
    """Whether the actor may mail the contact of this task a new link."""
    if task.closed_at is not None or not is_errand(task) or not actor.is_staff:
        return False
    project = projects.of_instance(session, task.instance_id)
    if project is None or projects.visible(session, actor, project.id) is None:
        return False
    return project.lead == actor.id or actor.has(*SENDERS)
