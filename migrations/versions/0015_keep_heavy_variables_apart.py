"""Keep heavy variables in rows of their own; a case's variables stand in its state alone.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "engine_value",
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["engine_instance.id"], name=op.f("fk_engine_value_instance_id_engine_instance")),
        sa.PrimaryKeyConstraint("instance_id", "digest", name=op.f("pk_engine_value")),
        comment="Heavy variables that states name by the hash of their JSON: written once, never changed.",
    )
    op.drop_column("engine_instance", "variables")


def downgrade() -> None:
    op.add_column("engine_instance", sa.Column("variables", sa.JSON(), nullable=False, server_default="{}"))
    op.drop_table("engine_value")
