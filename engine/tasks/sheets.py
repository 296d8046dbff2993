"""Answers: what forms returned, per element of an instance, the latest round and all before it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from engine.store import engine_answers
from engine.store.rows import AnswerSheet, read
from engine.store.types import Session

sheets = engine_answers.c
AS_GIVEN = (sheets.at, sheets.task_id, sheets.revision)


def answers(session: Session, instance_id: int) -> dict[str, AnswerSheet]:
    """The latest answers of every element that was answered."""
    latest = (
        select(sheets.element_id, func.max(sheets.revision).label("revision"))
        .where(sheets.instance_id == instance_id)
        .group_by(sheets.element_id)
        .subquery()
    )
    query = (
        select(engine_answers)
        .join(latest, (latest.c.element_id == sheets.element_id)
              & (latest.c.revision == sheets.revision))
        .where(sheets.instance_id == instance_id)
        .order_by(*AS_GIVEN)
    )
    return {sheet.element_id: sheet for sheet in _sheets(session, query)}


def answer_history(
    session: Session, instance_id: int, element_id: str | None = None
) -> list[AnswerSheet]:
    """Every round of answers, oldest first."""
    query = select(engine_answers).where(sheets.instance_id == instance_id)
    if element_id is not None:
        query = query.where(sheets.element_id == element_id)
    return _sheets(session, query.order_by(*AS_GIVEN))


def _sheets(session: Session, query: Any) -> list[AnswerSheet]:
    return [read(AnswerSheet, row) for row in session.execute(query).mappings()]
