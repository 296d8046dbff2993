"""Keep the firm's keys, and a log that cannot be rewritten.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
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
        "signing_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("sealed", sa.LargeBinary()),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("issuer_id", sa.Integer()),
        sa.Column("valid_from", UTC, nullable=False),
        sa.Column("valid_until", UTC, nullable=False),
        sa.Column("made_by", sa.String(80), nullable=False),
        sa.Column("retired_at", UTC),
        sa.Column("revoked_at", UTC),
        sa.ForeignKeyConstraint(["issuer_id"], ["signing_key.id"], name=op.f("fk_signing_key_issuer_id_signing_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_key")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_signing_key_fingerprint")),
        sa.UniqueConstraint("purpose", "generation", name=op.f("uq_signing_key_purpose_generation")),
    )
    op.create_table(
        "log_entry",
        sa.Column("number", BIG, autoincrement=False, nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.Column("envelope_id", sa.Integer()),
        sa.Column("salt", sa.LargeBinary()),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_log_entry")),
        sa.UniqueConstraint("event_id", name=op.f("uq_log_entry_event_id")),
    )
    op.create_index("ix_log_entry_envelope_id", "log_entry", ["envelope_id"])
    op.create_table(
        "log_node",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", BIG, autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "place", name=op.f("pk_log_node")),
    )
    op.create_table(
        "log_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["signing_key.id"], name=op.f("fk_log_head_key_id_signing_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_head")),
    )
    op.create_table(
        "log_anchor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("head_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("due_at", UTC, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.Text()),
        sa.Column("proof", sa.LargeBinary()),
        sa.Column("anchored_at", UTC),
        sa.ForeignKeyConstraint(["head_id"], ["log_head.id"], name=op.f("fk_log_anchor_head_id_log_head")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_anchor")),
        sa.UniqueConstraint("head_id", "kind", name=op.f("uq_log_anchor_head_id_kind")),
    )
    guard("log_entry", "NEW.body IS NOT NULL OR NEW.salt IS NOT NULL OR NEW.number <> OLD.number OR NEW.leaf <> OLD.leaf"
                       " OR NEW.event_id <> OLD.event_id OR NEW.envelope_id IS DISTINCT FROM OLD.envelope_id")
    guard("log_node")
    guard("log_head")


def downgrade() -> None:
    for table in ("log_anchor", "log_head", "log_node", "log_entry", "signing_key"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION append_only()")
