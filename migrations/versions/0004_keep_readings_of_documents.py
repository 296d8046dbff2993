"""Keep the reading view of a frozen document beside its pages.

Versions that were frozen before have none; their pages and their PDF are all there is.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_reading",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["document_version.id"],
                                name=op.f("fk_document_reading_version_id_document_version")),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_document_reading")),
    )


def downgrade() -> None:
    op.drop_table("document_reading")
