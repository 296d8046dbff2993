"""Keep drafts of packages: files with their revisions, who edits, what is remarked.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("package", sa.String(60), nullable=False),
        sa.Column("base_version_id", sa.Integer(), nullable=True),
        sa.Column("begun_from", sa.String(20), nullable=False),
        sa.Column("begun_by", sa.String(80), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(80), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["base_version_id"], ["engine_version.id"], name=op.f("fk_draft_base_version_id_engine_version")),
        sa.ForeignKeyConstraint(["version_id"], ["engine_version.id"], name=op.f("fk_draft_version_id_engine_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    op.create_index("ix_draft_package", "draft", ["package"])
    op.create_table(
        "open_draft",
        sa.Column("package", sa.String(60), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_open_draft_draft_id_draft")),
        sa.PrimaryKeyConstraint("package", name=op.f("pk_open_draft")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_open_draft_draft_id")),
    )
    op.create_table(
        "draft_content",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_draft_content")),
    )
    op.create_table(
        "draft_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(160), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=True),
        sa.Column("saved_by", sa.String(80), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_draft_revision_draft_id_draft")),
        sa.ForeignKeyConstraint(["sha256"], ["draft_content.sha256"], name=op.f("fk_draft_revision_sha256_draft_content")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_revision")),
        sa.UniqueConstraint("draft_id", "path", "number", name=op.f("uq_draft_revision_draft_id_path_number")),
    )
    op.create_index("ix_draft_revision_draft_id", "draft_revision", ["draft_id"])
    op.create_table(
        "draft_presence",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(80), nullable=False),
        sa.Column("path", sa.String(160), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_draft_presence_draft_id_draft")),
        sa.PrimaryKeyConstraint("draft_id", "person", name=op.f("pk_draft_presence")),
    )
    op.create_table(
        "element_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("package", sa.String(60), nullable=False),
        sa.Column("path", sa.String(160), nullable=False),
        sa.Column("element", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by", sa.String(80), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by", sa.String(80), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_element_comment")),
    )
    op.create_index("ix_element_comment_package", "element_comment", ["package"])


def downgrade() -> None:
    op.drop_table("element_comment")
    op.drop_table("draft_presence")
    op.drop_table("draft_revision")
    op.drop_table("draft_content")
    op.drop_table("open_draft")
    op.drop_table("draft")
