"""Send codes by text message: which way a message leaves, the telephone of a link's contact, which way a code went.

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outgoing_mail", sa.Column("channel", sa.String(8), nullable=False, server_default="mail"))
    op.add_column("one_time_code", sa.Column("channel", sa.String(8), nullable=False, server_default="mail"))
    op.add_column("signing_link", sa.Column("phone", sa.String(40), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("signing_link", "phone")
    op.drop_column("one_time_code", "channel")
    op.drop_column("outgoing_mail", "channel")
