"""Keep a one-time code apart from the words of its mail, so that it can be erased once it has left.

Revision ID: 0030
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outgoing_mail", sa.Column("secret", sa.String(80)))
    op.add_column("outgoing_mail", sa.Column("secret_until", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("outgoing_mail", "secret_until")
    op.drop_column("outgoing_mail", "secret")
