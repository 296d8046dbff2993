"""Name the version whose signed file and evidence pack a mail takes along.

Revision ID: 0040
Revises: 0039
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

KEY = "fk_outgoing_mail_proof_of_document_version"


def upgrade() -> None:
    with op.batch_alter_table("outgoing_mail") as table:
        table.add_column(sa.Column("proof_of", sa.Integer()))
        table.create_foreign_key(op.f(KEY), "document_version", ["proof_of"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("outgoing_mail") as table:
        table.drop_constraint(op.f(KEY), type_="foreignkey")
        table.drop_column("proof_of")
