"""Keep what a signer's passkey answered with the revision that it signed, for the evidence pack.

Revision ID: 0036
Revises: 0035
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("signed_revision", sa.Column("assertion", sa.LargeBinary()))


def downgrade() -> None:
    op.drop_column("signed_revision", "assertion")
