"""Begin processes at a time: the start events of the newest versions, and when they are due."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "engine_start_timer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.String(200), nullable=False),
        sa.Column("element_id", sa.String(200), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("repetitions_left", sa.Integer()),
        sa.Column("every", sa.String(200)),
        sa.ForeignKeyConstraint(["version_id"], ["engine_version.id"],
                                name=op.f("fk_engine_start_timer_version_id_engine_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engine_start_timer")),
        comment="A start event of a package's newest version that begins its process at a time.",
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_engine_start_timer_version_id"), "engine_start_timer", ["version_id"])
    op.create_index(op.f("ix_engine_start_timer_due_at"), "engine_start_timer", ["due_at"])


def downgrade() -> None:
    op.drop_table("engine_start_timer")
