"""Keep one index of a case's tasks: a token asks once in its life, so the rule need not be of what is open alone.

Closing a task leaves such an index untouched, and it finds the tasks of a case as well as the one that is dropped.

Revision ID: 0044
Revises: 0043
"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    op.create_index("uq_engine_task_token", "engine_task", ["instance_id", "token"], unique=True)
    op.drop_index("uq_engine_task_open_token", table_name="engine_task")
    op.drop_index("ix_engine_task_instance_id_element_id", table_name="engine_task")


def downgrade() -> None:
    op.create_index("ix_engine_task_instance_id_element_id", "engine_task", ["instance_id", "element_id"])
    op.create_index("uq_engine_task_open_token", "engine_task", ["instance_id", "token"], unique=True,
                    sqlite_where=OPEN, postgresql_where=OPEN)
    op.drop_index("uq_engine_task_token", table_name="engine_task")
