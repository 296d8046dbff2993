"""No signature without its step, no step without its signature: they were written in one transaction."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

import engine
from webapp.domain.confirmations.models import COMPANY, CUSTOMER, Signature
from webapp.domain.confirmations.policy import SIDE


def audit_signatures(session: Session) -> list[engine.Violation]:
    """Every signature whose task was not completed by its signer, and every signed task without a signature."""
    return [*_without_step(session), *_without_signature(session)]


def _without_step(session: Session) -> Iterator[engine.Violation]:
    tasks = engine.metadata.tables["engine_task"].c
    query = (
        select(Signature.id, tasks.instance_id, tasks.element_id)
        .join(tasks.id.table, tasks.id == Signature.task_id, isouter=True)
        .where((tasks.closed_as.is_distinct_from("completed")) | (tasks.closed_by != Signature.signer))
    )
    for found in session.execute(query):
        yield engine.Violation("audit-signature-astray", found.instance_id,
                               {"row": found.id, "element": found.element_id})


def _without_signature(session: Session) -> Iterator[engine.Violation]:
    tasks, sheets = (engine.metadata.tables[name].c for name in ("engine_task", "engine_answers"))
    signed = select(Signature.id).where(Signature.task_id == tasks.id)
    query = (
        select(tasks.id, tasks.instance_id, tasks.element_id)
        .join(sheets.task_id.table, (sheets.instance_id == tasks.instance_id) & (sheets.task_id == tasks.id))
        .where(tasks.closed_as == "completed", tasks.headers[SIDE].as_string().in_((CUSTOMER, COMPANY)),
               sheets.data["decision"].as_string() == "sign", ~signed.exists())
    )
    for found in session.execute(query):
        yield engine.Violation("audit-signature-lost", found.instance_id,
                               {"row": found.id, "element": found.element_id})
