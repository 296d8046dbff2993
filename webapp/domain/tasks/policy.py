"""Who may see a task, and who may do it.

A task belongs to its assignee. One without belongs to its candidates: users by name, groups by role;
but where the project names members for a role, the role's work there is theirs and not their
colleagues'. The other members of the project may look on.
"""

from __future__ import annotations

from collections.abc import Mapping

import engine
from webapp.domain.people import Actor, may_oversee

Members = Mapping[str, set[str]]


def may_act(actor: Actor, task: engine.Task, members: Members) -> bool:
    """Whether the actor may answer the task, claim it, or save a draft for it."""
    if task.closed_at is not None:
        return False
    if task.assignee is not None:
        return task.assignee == actor.id
    return is_candidate(actor, task, members)


def is_candidate(actor: Actor, task: engine.Task, members: Members) -> bool:
    """Whether an unassigned task is offered to the actor."""
    if actor.id in task.candidate_users:
        return True
    return any(_serves(actor, group, members) for group in task.candidate_groups)


def may_see(actor: Actor, task: engine.Task, members: Members) -> bool:
    """Whether the actor may look at the task, open or closed."""
    if may_act(actor, task, members) or actor.id in (task.assignee, task.closed_by):
        return True
    on_the_project = any(actor.id in actor_ids for actor_ids in members.values())
    return actor.is_staff and (may_oversee(actor) or on_the_project)


def may_assign(actor: Actor, task: engine.Task, members: Members) -> bool:
    """Whether the actor may hand the task to somebody: its doer, the lead, or an administrator."""
    if task.closed_at is not None:
        return False
    leads = actor.id in members.get("project_lead", set())
    return may_act(actor, task, members) or leads or actor.has("admin")


def _serves(actor: Actor, group: str, members: Members) -> bool:
    named = members.get(group)
    return actor.has(group) and (not named or actor.id in named)
