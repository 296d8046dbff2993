"""Keep who asked for another owner's word on a draft, and about which content.

Revision ID: 0035
Revises: 0034
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft_review_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("asked_by", sa.String(80), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_draft_review_request_draft_id_draft")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_review_request")),
        sa.UniqueConstraint("draft_id", "digest", name=op.f("uq_draft_review_request_draft_id_digest")),
    )
    op.create_index(op.f("ix_draft_review_request_draft_id"), "draft_review_request", ["draft_id"])


def downgrade() -> None:
    op.drop_table("draft_review_request")
