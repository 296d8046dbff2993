"""The verbs a diagram's service task may name. A type that is not here is refused at deployment.

A handler gets the job and the session of the transaction that also completes it, so its effect and
the process's step are kept together or not at all. What it returns becomes variables. A job is done at
least once: whoever calls another system hands on `job.idempotency_key`, which stays the same, and is called before
that transaction begins, because others would wait for its locks as long as the other system takes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

import engine
from webapp.config import Settings
from webapp.domain import (
    confirmations,
    documents,
    errands,
    gates,
    notifications,
    projects,
    requirements,
    schedule,
    webhooks,
)

Handler = Callable[[engine.Job, Session], dict[str, Any]]
Call = Callable[[engine.Job, Settings], dict[str, Any]]

HANDLERS: dict[str, Handler] = {
    "confirmations.prepare": confirmations.prepare,
    "confirmations.remind": confirmations.remind,
    "confirmations.verify": confirmations.verify,
    "confirmations.void": confirmations.void_confirmation,
    "documents.freeze": documents.freeze_document,
    "documents.receive": documents.receive_documents,
    "gates.check": gates.check,
    "errands.remind": errands.remind,
    "notifications.tell": notifications.tell,
    "projects.join": projects.join,
    "projects.open": projects.open_project,
    "requirements.compare": requirements.compare,
    "requirements.read": requirements.read,
    "schedule.plan": schedule.tell_plan,
}

CALLS: dict[str, Call] = {
    "webhooks.send": webhooks.send,
}

VERBS = frozenset({*HANDLERS, *CALLS})
"""All that a diagram may name."""
