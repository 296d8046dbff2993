"""Find a frozen version by the hash in its footer, which the code printed beside it leads to.

Revision ID: 0020
Revises: 0019
"""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_document_version_data_sha256", "document_version", ["data_sha256"])


def downgrade() -> None:
    op.drop_index("ix_document_version_data_sha256", "document_version")
