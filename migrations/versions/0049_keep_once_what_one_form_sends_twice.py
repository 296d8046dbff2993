"""Keep once what one form sends twice: comments, notes, messages and remarks bear a key.

Revision ID: 0049
Revises: 0048
"""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

SENT = ("task_comment", "customer_note", "element_comment", "requirement_remark", "portal_message")


def upgrade() -> None:
    for name in SENT:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("idempotency_key", sa.String(64), nullable=True))
            table.create_unique_constraint(op.f(f"uq_{name}_idempotency_key"), ["idempotency_key"])


def downgrade() -> None:
    for name in SENT:
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"uq_{name}_idempotency_key"), type_="unique")
            table.drop_column("idempotency_key")
