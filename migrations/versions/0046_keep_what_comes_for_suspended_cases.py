"""Keep for suspended cases the messages and signals that come for them, until they are resumed.

Revision ID: 0046
Revises: 0045
"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

FIRST_OF_SUSPENDED = (
    " JOIN (SELECT min(s.id) AS first, s.name, s.correlation_key AS key FROM engine_subscription s"
    " JOIN engine_instance i ON i.id = s.instance_id AND i.suspended_at IS NOT NULL WHERE s.kind = 'message' GROUP BY s.name, s.correlation_key) w"
    " ON w.name = engine_message.name AND w.key = engine_message.correlation_key")
CAME_ALREADY = (
    "INSERT INTO engine_arrival (instance_id, token, kind, name, variables, actor, came_at)"  # noqa: S608
    " SELECT s.instance_id, s.token, s.kind, s.name, engine_message.variables, engine_message.actor, engine_message.published_at"
    " FROM engine_message" + FIRST_OF_SUSPENDED + " JOIN engine_subscription s ON s.id = w.first ORDER BY engine_message.id")
HAS_ITS_RECEIVER = (
    "DELETE FROM engine_message WHERE id IN (SELECT engine_message.id FROM engine_message" + FIRST_OF_SUSPENDED + ")")  # noqa: S608


def upgrade() -> None:
    op.create_table(
        "engine_arrival",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("variables", sa.JSON(), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engine_arrival")),
        sa.ForeignKeyConstraint(["instance_id"], ["engine_instance.id"], name=op.f("fk_engine_arrival_instance_id_engine_instance")),
        comment="A message or signal that came for a suspended instance; given to it when it is resumed.",
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_engine_arrival_instance_id"), "engine_arrival", ["instance_id"])
    op.execute(CAME_ALREADY)
    op.execute(HAS_ITS_RECEIVER)


def downgrade() -> None:
    """What came is lost with its table: the cases that wait for it are suspended and can be moved by hand."""
    op.drop_table("engine_arrival")
