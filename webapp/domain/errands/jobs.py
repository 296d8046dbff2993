"""What a diagram's service task may ask of errands: remind the contact."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

import engine
from webapp.domain.errands import letters
from webapp.domain.errands.links import is_errand, send
from webapp.domain.people import SYSTEM

TASK = "task"


def remind(job: engine.Job, session: Session) -> dict[str, Any]:
    """Service task `errands.remind`: mail a new link to whoever has not answered yet.

    The header `task` names the element; without it every errand that is open in the instance is meant.
    """
    wanted = job.headers.get(TASK)
    for task in engine.open_tasks(session, instance_ids=[job.instance_id]):
        if is_errand(task) and wanted in (None, task.element_id):
            send(session, task, actor=SYSTEM, words=letters.REMINDER)
    return {}
