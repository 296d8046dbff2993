"""Lock no version with a step: tasks and jobs name one that never goes, and to look it up locks the row that all cases share.

Revision ID: 0047
Revises: 0046
"""

from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

TABLES = ("engine_task", "engine_job")


def upgrade() -> None:
    for name in TABLES:
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"fk_{name}_version_id_engine_version"), type_="foreignkey")


def downgrade() -> None:
    for name in TABLES:
        with op.batch_alter_table(name) as table:
            table.create_foreign_key(op.f(f"fk_{name}_version_id_engine_version"), "engine_version", ["version_id"], ["id"])
