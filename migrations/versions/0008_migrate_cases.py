"""Migrate cases: the plans, and each case with what it was before.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TO_DO = sa.text("state IN ('waiting', 'reverting')")


def upgrade() -> None:
    op.create_table(
        "engine_migration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_version_id", sa.Integer(), nullable=False),
        sa.Column("to_version_id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("begun_by", sa.String(200), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["from_version_id"], ["engine_version.id"],
                                name=op.f("fk_engine_migration_from_version_id_engine_version")),
        sa.ForeignKeyConstraint(["to_version_id"], ["engine_version.id"],
                                name=op.f("fk_engine_migration_to_version_id_engine_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engine_migration")),
        comment="Cases of one version that move to another, by a plan.",
        sqlite_autoincrement=True,
    )
    op.create_table(
        "engine_migration_case",
        sa.Column("migration_id", sa.Integer(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("before", sa.LargeBinary()),
        sa.Column("before_process", sa.String(200)),
        sa.Column("revision", sa.Integer()),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["migration_id"], ["engine_migration.id"],
                                name=op.f("fk_engine_migration_case_migration_id_engine_migration")),
        sa.ForeignKeyConstraint(["instance_id"], ["engine_instance.id"],
                                name=op.f("fk_engine_migration_case_instance_id_engine_instance")),
        sa.PrimaryKeyConstraint("migration_id", "instance_id", name=op.f("pk_engine_migration_case")),
        comment="A case in a migration: waiting, migrated, refused, gone, reverting, reverted or stayed.",
    )
    op.create_index("ix_engine_migration_case_to_do", "engine_migration_case", ["migration_id", "instance_id"],
                    sqlite_where=TO_DO, postgresql_where=TO_DO)


def downgrade() -> None:
    op.drop_index("ix_engine_migration_case_to_do", table_name="engine_migration_case")
    op.drop_table("engine_migration_case")
    op.drop_table("engine_migration")
