"""Keep only the indexes that are asked: each one is a page more to flush with every completed task.

Answers are found by their instance, events without a position on SQLite by the index of positions, and a task that
is due at no time by nobody's due date.

Revision ID: 0038
Revises: 0037
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

DUE, UNNUMBERED, SHEETS = "ix_engine_task_open_due_at", "ix_engine_event_unnumbered", "ix_engine_answers_task_id"


def upgrade() -> None:
    op.drop_index(SHEETS, table_name="engine_answers")
    _due("closed_at IS NULL AND due_at IS NOT NULL")
    if op.get_context().dialect.name == "sqlite":
        op.drop_index(UNNUMBERED, table_name="engine_event")


def downgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        op.create_index(UNNUMBERED, "engine_event", ["id"], sqlite_where=sa.text("position IS NULL"))
    _due("closed_at IS NULL")
    op.create_index(SHEETS, "engine_answers", ["task_id"])


def _due(where: str) -> None:
    """The index of due dates anew, of those tasks alone."""
    op.drop_index(DUE, table_name="engine_task")
    op.create_index(DUE, "engine_task", ["due_at"], sqlite_where=sa.text(where), postgresql_where=sa.text(where))
