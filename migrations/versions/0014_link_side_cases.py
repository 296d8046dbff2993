"""Link the processes that run beside a lifecycle to their project.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "side_case",
        sa.Column("instance_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("package", sa.String(100), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["engine_instance.id"], name=op.f("fk_side_case_instance_id_engine_instance")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_side_case_project_id_project")),
        sa.PrimaryKeyConstraint("instance_id", name=op.f("pk_side_case")),
    )
    op.create_index("ix_side_case_project_id", "side_case", ["project_id"])


def downgrade() -> None:
    op.drop_table("side_case")
