"""Gather what begins a process only together: what has come is kept until the rest has come.

Revision ID: 0048
Revises: 0047
"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "engine_gathered",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("package", sa.String(200), nullable=False),
        sa.Column("process_id", sa.String(200), nullable=False),
        sa.Column("element_id", sa.String(200), nullable=False),
        sa.Column("correlation_key", sa.String(200), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("variables", sa.JSON(), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engine_gathered")),
        comment="A message or signal that begins a process when the others that its start event wants have come.",
        sqlite_autoincrement=True,
    )
    op.create_index("ix_engine_gathered_start", "engine_gathered", ["package", "process_id", "element_id", "correlation_key"])


def downgrade() -> None:
    op.drop_table("engine_gathered")
