"""Who may see a task, do it and hand it on, case by case: its doer, those it is offered to, the project, everybody else."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from webapp.domain.people import Actor
from webapp.domain.tasks.policy import may_act, may_assign, may_see

MEMBERS = {"project_lead": {"lead"}, "designer": {"designer"}}
ACTORS = {
    "lead": Actor("lead", "", ("project_lead",), person_id=1), "designer": Actor("designer", "", ("designer",), person_id=2),
    "other designer": Actor("other_designer", "", ("designer",), person_id=3), "expert": Actor("expert", "", ("expert",), person_id=4),
    "director": Actor("director", "", ("director",), person_id=5), "admin": Actor("admin", "", ("admin",), person_id=6),
    "stranger": Actor("stranger", "", (), person_id=7), "contact": Actor("contact:1", "", (), contact_id=1),
    "contact who names a role": Actor("contact:2", "", ("director",), contact_id=2),
}
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def task(**more: Any) -> Any:
    """An open task as the rules see one."""
    return SimpleNamespace(**{"closed_at": None, "closed_by": None, "assignee": None, "candidate_users": (), "candidate_groups": (), **more})


@pytest.mark.parametrize(("asked", "act", "see", "assign"), [
    (task(assignee="designer"), {"designer"}, {"designer", "lead", "director", "admin"}, {"designer", "lead", "admin"}),
    (task(assignee="contact:1"), {"contact"}, {"contact", "designer", "lead", "director", "admin"}, {"contact", "lead", "admin"}),
    (task(candidate_users=("expert",)), {"expert"}, {"expert", "designer", "lead", "director", "admin"}, {"expert", "lead", "admin"}),
    (task(candidate_groups=("designer",)), {"designer"}, {"designer", "lead", "director", "admin"}, {"designer", "lead", "admin"}),
    (task(candidate_groups=("expert",)), {"expert"}, {"expert", "designer", "lead", "director", "admin"}, {"expert", "lead", "admin"}),
    (task(assignee="designer", candidate_users=("expert",)), {"designer"}, {"designer", "lead", "director", "admin"},
     {"designer", "lead", "admin"}),
    (task(assignee="designer", closed_at=NOW, closed_by="expert"), set(), {"designer", "expert", "lead", "director", "admin"}, set()),
    (task(candidate_groups=("designer",), closed_at=NOW), set(), {"designer", "lead", "director", "admin"}, set()),
], ids=["a colleague's", "a contact's", "offered by name", "offered to a role that the project names", "offered to a role at large",
        "claimed", "closed", "closed before anybody took it"])
def test_each_task_is_its_doers_and_the_project_looks_on(asked: Any, act: set[str], see: set[str], assign: set[str]) -> None:
    may = {rule: {name for name, actor in ACTORS.items() if rule(actor, asked, MEMBERS)} for rule in (may_act, may_see, may_assign)}

    assert may == {may_act: act, may_see: see, may_assign: assign}
