"""Keep what is asked at the portal's door as a row, so that a worker looks the address up and not the page.

Revision ID: 0039
Revises: 0038
"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

WAITING = sa.text("handle IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "portal_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handle", sa.String(64)),
        sa.Column("handle_hash", sa.String(64), nullable=False),
        sa.Column("address", sa.String(200)),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal_request")),
        sa.UniqueConstraint("handle_hash", name=op.f("uq_portal_request_handle_hash")),
    )
    op.create_index("ix_portal_request_waiting", "portal_request", ["id"], sqlite_where=WAITING, postgresql_where=WAITING)
    with op.batch_alter_table("portal_code") as table:
        table.add_column(sa.Column("request_id", sa.Integer()))
        table.add_column(sa.Column("page_hash", sa.String(64)))
        table.create_foreign_key(op.f("fk_portal_code_request_id_portal_request"), "portal_request", ["request_id"], ["id"])
        table.create_index(op.f("ix_portal_code_request_id"), ["request_id"])


def downgrade() -> None:
    with op.batch_alter_table("portal_code") as table:
        table.drop_index(op.f("ix_portal_code_request_id"))
        table.drop_constraint(op.f("fk_portal_code_request_id_portal_request"), type_="foreignkey")
        table.drop_column("page_hash")
        table.drop_column("request_id")
    op.drop_table("portal_request")
