"""Archive events: a place for the history of cases long ended.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "engine_archived_event",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("element_id", sa.String(200)),
        sa.Column("actor", sa.String(200)),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engine_archived_event")),
        sa.UniqueConstraint("position", name=op.f("uq_engine_archived_event_position")),
        comment="Events of cases long ended, word for word; read with the others, out of the way of what runs.",
    )
    op.create_index("ix_engine_archived_event_instance_id", "engine_archived_event", ["instance_id", "id"])


def downgrade() -> None:
    op.execute("INSERT INTO engine_event (id, instance_id, kind, element_id, actor, facts, at, position) "
               "SELECT id, instance_id, kind, element_id, actor, facts, at, position FROM engine_archived_event")
    op.drop_table("engine_archived_event")
