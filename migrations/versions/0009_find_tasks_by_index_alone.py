"""Find tasks by index alone: an inbox orders and counts without looking at rows, however many have ended.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OPEN, CLOSED = sa.text("closed_at IS NULL"), sa.text("closed_at IS NOT NULL")
ASSIGNEE, CLOSED_BY = "ix_engine_task_open_assignee", "ix_engine_task_closed_by"


def upgrade() -> None:
    _index(ASSIGNEE, ["assignee", "due_at", "priority", "id", "closed_at"], where=OPEN)
    _index(CLOSED_BY, ["closed_by", "closed_at", "id"], where=CLOSED)


def downgrade() -> None:
    _index(ASSIGNEE, ["assignee", "due_at"], where=OPEN)
    _index(CLOSED_BY, ["closed_by", "closed_at"])


def _index(name: str, columns: list[str], where: sa.TextClause | None = None) -> None:
    op.drop_index(name, table_name="engine_task")
    op.create_index(name, "engine_task", columns, sqlite_where=where, postgresql_where=where)
