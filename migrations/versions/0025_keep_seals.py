"""Keep seals: their pictures, who may use them, and every use.

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(80), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
        sa.Column("retired_by", sa.String(80)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal")),
    )
    op.create_table(
        "seal_holder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seal_id", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("allowed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("allowed_by", sa.String(80), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_by", sa.String(80)),
        sa.ForeignKeyConstraint(["seal_id"], ["seal.id"], name=op.f("fk_seal_holder_seal_id_seal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal_holder")),
    )
    op.create_index(op.f("ix_seal_holder_seal_id"), "seal_holder", ["seal_id"])
    op.create_table(
        "seal_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seal_id", sa.Integer(), nullable=False),
        sa.Column("document_version_id", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["seal_id"], ["seal.id"], name=op.f("fk_seal_use_seal_id_seal")),
        sa.ForeignKeyConstraint(["document_version_id"], ["document_version.id"],
                                name=op.f("fk_seal_use_document_version_id_document_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal_use")),
    )
    op.create_index(op.f("ix_seal_use_seal_id"), "seal_use", ["seal_id"])


def downgrade() -> None:
    op.drop_table("seal_use")
    op.drop_table("seal_holder")
    op.drop_table("seal")
