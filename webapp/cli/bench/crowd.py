"""A crowded installation, made in seconds: rows copied from real ones inside the database."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)"
INSTANCE = "version_id, process_id, revision, state, started_at, started_by"
TASK = "version_id, token, process_id, element_id, name, form_id, candidate_groups, candidate_users, headers, input"
EVENT = "element_id, actor, facts, at"
EVENTS_EACH = 10

COPY_INSTANCES = f"""INSERT INTO engine_instance ({INSTANCE}, ended_at, outcome) {NUMBERS}
    SELECT {INSTANCE}, CASE WHEN :ended = 1 THEN started_at END, CASE WHEN :ended = 1 THEN 'completed' END
    FROM engine_instance CROSS JOIN n WHERE id = :model"""  # noqa: S608
COPY_TASKS = f"""INSERT INTO engine_task (instance_id, {TASK}, priority, opened_at, assignee, due_at, closed_at, closed_by,
        closed_as)
    SELECT made.id, {', '.join(f'task.{name}' for name in TASK.split(', '))}, made.id % 100, opened_at,
        CASE WHEN made.id % 10 = 0 THEN :person ELSE 'someone-' || (made.id % 500) END,
        CASE WHEN made.id % 2 = 0 THEN opened_at END,
        made.ended_at, CASE WHEN made.ended_at IS NULL THEN NULL WHEN made.id % 10 = 0 THEN :person
        ELSE 'someone-' || (made.id % 500) END, CASE WHEN made.ended_at IS NOT NULL THEN 'completed' END
    FROM engine_task AS task CROSS JOIN engine_instance AS made
    WHERE task.id = (SELECT max(id) FROM engine_task WHERE instance_id = :model) AND made.id > :before"""  # noqa: S608
COPY_EVENTS = f"""INSERT INTO engine_event (instance_id, kind, {EVENT}, position) {NUMBERS}
    SELECT made.id, 'path.walked', {EVENT}, :last + ROW_NUMBER() OVER ()
    FROM engine_event AS event CROSS JOIN engine_instance AS made CROSS JOIN n
    WHERE event.id = (SELECT min(id) FROM engine_event WHERE instance_id = :model AND kind = 'path.walked')
    AND made.id > :before"""  # noqa: S608


def gather(session: Session, *, model: int, person: str, open_tasks: int, history: int) -> None:
    """Copy a live instance until so many tasks are open, a tenth of them this person's, and so much is history."""
    _instances(session, model=model, count=open_tasks, ended=0, person=person)
    before = _instances(session, model=model, count=history // EVENTS_EACH, ended=1, person=person)
    last = session.execute(text("SELECT coalesce(max(position), 0) + 1000000 FROM engine_event")).scalar_one()
    session.execute(text(COPY_EVENTS), {"model": model, "before": before, "count": EVENTS_EACH, "last": last})


def _instances(session: Session, *, model: int, count: int, ended: int, person: str) -> int:
    """Copies of an instance with a task each; the id after which theirs begin."""
    before: int = session.execute(text("SELECT max(id) FROM engine_instance")).scalar_one()
    session.execute(text(COPY_INSTANCES), {"model": model, "count": count, "ended": ended})
    session.execute(text(COPY_TASKS), {"model": model, "before": before, "person": person})
    return before
