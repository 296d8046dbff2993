"""Suspend instances: since when one rests.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

RESTING = sa.text("suspended_at IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("engine_instance") as table:
        table.add_column(sa.Column("suspended_at", sa.DateTime(timezone=True)))
        table.create_index("ix_engine_instance_suspended", ["id"], sqlite_where=RESTING, postgresql_where=RESTING)


def downgrade() -> None:
    with op.batch_alter_table("engine_instance") as table:
        table.drop_index("ix_engine_instance_suspended")
        table.drop_column("suspended_at")
