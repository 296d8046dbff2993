"""Keep where people sign, and what every signature appended to the document.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

UTC = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = (
    "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$"
)


def guard(table: str, forbidden: str = "TRUE") -> None:
    """Let the database itself refuse every change of what proves something."""
    if op.get_bind().dialect.name == "sqlite":
        stop = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        op.execute(f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} WHEN {forbidden} {stop}")
        op.execute(f"CREATE TRIGGER {table}_undeleted BEFORE DELETE ON {table} {stop}")
        return
    op.execute(APPEND_ONLY)
    stop = "EXECUTE FUNCTION append_only()"
    op.execute(f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({forbidden}) {stop}")
    op.execute(f"CREATE TRIGGER {table}_undeleted BEFORE DELETE ON {table} FOR EACH ROW {stop}")
    op.execute(f"CREATE TRIGGER {table}_unemptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {stop}")


def upgrade() -> None:
    op.create_table(
        "document_place",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.String(100), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("x", sa.Double(), nullable=False),
        sa.Column("y", sa.Double(), nullable=False),
        sa.Column("width", sa.Double(), nullable=False),
        sa.Column("height", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["document_version.id"], name=op.f("fk_document_place_version_id_document_version")),
        sa.PrimaryKeyConstraint("version_id", "slot", name=op.f("pk_document_place")),
    )
    op.create_table(
        "frozen_document",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("slots", sa.JSON(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["signing_key.id"], name=op.f("fk_frozen_document_authority_id_signing_key")),
        sa.ForeignKeyConstraint(["version_id"], ["document_version.id"], name=op.f("fk_frozen_document_version_id_document_version")),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_frozen_document")),
    )
    op.create_table(
        "envelope_completion",
        sa.Column("envelope_id", sa.Integer(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("due_at", UTC, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.Text()),
        sa.Column("sealed_at", UTC),
        sa.Column("sealed_event", BIG),
        sa.Column("head_id", sa.Integer()),
        sa.Column("done_at", UTC),
        sa.ForeignKeyConstraint(["envelope_id"], ["confirmation.id"], name=op.f("fk_envelope_completion_envelope_id_confirmation")),
        sa.ForeignKeyConstraint(["head_id"], ["log_head.id"], name=op.f("fk_envelope_completion_head_id_log_head")),
        sa.ForeignKeyConstraint(["instance_id"], ["engine_instance.id"], name=op.f("fk_envelope_completion_instance_id_engine_instance")),
        sa.ForeignKeyConstraint(["version_id"], ["document_version.id"], name=op.f("fk_envelope_completion_version_id_document_version")),
        sa.PrimaryKeyConstraint("envelope_id", name=op.f("pk_envelope_completion")),
    )
    waiting = sa.text("done_at IS NULL")
    op.create_index("ix_envelope_completion_waiting", "envelope_completion", ["due_at"], sqlite_where=waiting, postgresql_where=waiting)
    op.create_table(
        "signed_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("envelope_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("slot", sa.String(100)),
        sa.Column("tail", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("certificate", sa.LargeBinary()),
        sa.Column("consent", sa.Text()),
        sa.Column("at", UTC, nullable=False),
        sa.ForeignKeyConstraint(["envelope_id"], ["confirmation.id"], name=op.f("fk_signed_revision_envelope_id_confirmation")),
        sa.ForeignKeyConstraint(["version_id"], ["document_version.id"], name=op.f("fk_signed_revision_version_id_document_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_revision")),
        sa.UniqueConstraint("envelope_id", "number", name=op.f("uq_signed_revision_envelope_id_number")),
    )
    op.create_index("ix_signed_revision_sha256", "signed_revision", ["sha256"])
    op.create_index("ix_signed_revision_version_id", "signed_revision", ["version_id"])
    guard("frozen_document")
    guard("signed_revision")


def downgrade() -> None:
    for table in ("signed_revision", "envelope_completion", "frozen_document", "document_place"):
        op.drop_table(table)
