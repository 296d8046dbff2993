"""Keep the steps of trials of drafts.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft_trial",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("story", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("begun_by", sa.String(80), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_draft_trial_draft_id_draft")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_trial")),
    )
    op.create_index("ix_draft_trial_draft_id", "draft_trial", ["draft_id"])


def downgrade() -> None:
    op.drop_table("draft_trial")
