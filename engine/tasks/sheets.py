"""Answers: what forms returned, per element of an instance, the latest round and all before it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, func, select, tuple_

from engine.store import engine_answers, engine_task
from engine.store.rows import AnswerSheet, read
from engine.store.types import Session

sheets = engine_answers.c
AS_GIVEN = (sheets.at, sheets.task_id, sheets.revision)


def answers(session: Session, instance_id: int, *, part: Mapping[str, Any] | None = None) -> dict[str, AnswerSheet]:
    """The latest answers of every element that was answered.

    Where the same steps run once for each of several parts, side by side or one after the other, `part` says which
    is meant by the input that tells them apart, such as `{"phase_number": 2}`: what a task of another part returned
    is left out.
    """
    latest = _latest_of_part(session, instance_id, part) if part else _latest(instance_id)
    query = (
        select(engine_answers)
        .where(sheets.instance_id == instance_id, tuple_(sheets.element_id, sheets.revision).in_(latest))
        .order_by(*AS_GIVEN)
    )
    return {sheet.element_id: sheet for sheet in _sheets(session, query)}


def _latest(instance_id: int) -> Select[tuple[str, int]]:
    return (
        select(sheets.element_id, func.max(sheets.revision))
        .where(sheets.instance_id == instance_id)
        .group_by(sheets.element_id)
    )


def _latest_of_part(session: Session, instance_id: int, part: Mapping[str, Any]) -> list[tuple[str, int]]:
    """A number is compared as one here, which the databases' own JSON does not agree about."""
    tasks = engine_task.c
    query = (
        select(sheets.element_id, sheets.revision, *(tasks.input[key] for key in part))
        .join(engine_task, tasks.id == sheets.task_id)
        .where(sheets.instance_id == instance_id)
        .order_by(sheets.revision)
    )
    found = {element: revision for element, revision, *theirs in session.execute(query)
             if all(value in (None, wanted) for value, wanted in zip(theirs, part.values(), strict=True))}
    return list(found.items())


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
