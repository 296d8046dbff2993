"""Keep the light that a project's decision table judged last beside the project, so that lists can show it.

Revision ID: 0041
Revises: 0040
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "project_light",
        sa.Column("project_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("colour", sa.String(20), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("slip_percent", sa.Double(), nullable=False),
        sa.Column("process_id", sa.String(100), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("over_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_project_light")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_light_project_id_project")),
    )


def downgrade() -> None:
    op.drop_table("project_light")
