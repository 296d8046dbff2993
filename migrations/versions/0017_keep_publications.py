"""Keep reviews of drafts, and what was published from the studio.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("approves", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reviewed_by", sa.String(80), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_draft_review_draft_id_draft")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_review")),
    )
    op.create_index("ix_draft_review_draft_id", "draft_review", ["draft_id"])
    op.create_table(
        "publication",
        sa.Column("version_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("package", sa.String(60), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("again_version_id", sa.Integer(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("published_by", sa.String(80), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_by", sa.String(80), nullable=True),
        sa.ForeignKeyConstraint(["version_id"], ["engine_version.id"], name=op.f("fk_publication_version_id_engine_version")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_publication_draft_id_draft")),
        sa.ForeignKeyConstraint(["again_version_id"], ["engine_version.id"], name=op.f("fk_publication_again_version_id_engine_version")),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_publication")),
    )
    op.create_index("ix_publication_package", "publication", ["package"])


def downgrade() -> None:
    op.drop_table("publication")
    op.drop_table("draft_review")
