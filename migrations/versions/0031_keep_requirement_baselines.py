"""Keep requirement baselines: what both sides signed, line by line.

Revision ID: 0031
Revises: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "requirement_baseline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document_version_id", sa.Integer(), nullable=False),
        sa.Column("in_force_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_requirement_baseline_project_id_project")),
        sa.ForeignKeyConstraint(["document_version_id"], ["document_version.id"],
                                name=op.f("fk_requirement_baseline_document_version_id_document_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirement_baseline")),
        sa.UniqueConstraint("project_id", "number", name=op.f("uq_requirement_baseline_project_id_number")),
        sa.UniqueConstraint("document_version_id", name=op.f("uq_requirement_baseline_document_version_id")),
    )
    op.create_index(op.f("ix_requirement_baseline_project_id"), "requirement_baseline", ["project_id"])
    op.create_table(
        "requirement_line",
        sa.Column("baseline_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("what", sa.String(12), nullable=False),
        sa.Column("requirement", sa.Text(), nullable=False),
        sa.Column("level", sa.String(12), nullable=False),
        sa.Column("acceptance", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["baseline_id"], ["requirement_baseline.id"],
                                name=op.f("fk_requirement_line_baseline_id_requirement_baseline")),
        sa.PrimaryKeyConstraint("baseline_id", "number", name=op.f("pk_requirement_line")),
    )


def downgrade() -> None:
    op.drop_table("requirement_line")
    op.drop_table("requirement_baseline")
