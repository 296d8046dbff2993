"""Sign beside others: added signers, whom a task is held for, and to whom a delegated one comes back.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("engine_task") as table:
        table.add_column(sa.Column("owner", sa.String(200)))
        table.add_column(sa.Column("signs", sa.String(6)))
        table.add_column(sa.Column("signs_for", sa.String(100)))
        table.add_column(sa.Column("held", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("engine_task") as table:
        for name in ("held", "signs_for", "signs", "owner"):
            table.drop_column(name)
