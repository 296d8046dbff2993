"""Name who signs: a row for each person asked, in turns, and who may sign in another's place.

A version that was sent before is given the two who were meant: the project's contact and its lead, or whoever signed.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

SIGNED = """
INSERT INTO signatory (confirmation_id, side, role, turn, actor, named)
SELECT confirmation_id, side, CASE side WHEN 'customer' THEN 'customer_contact' ELSE 'project_lead' END, 1, signer, signer
FROM signature
"""
AWAITED = """
INSERT INTO signatory (confirmation_id, side, role, turn, actor, named)
SELECT confirmation.id, '{side}', '{role}', 1, {actor}, {actor}
FROM confirmation JOIN project ON project.id = confirmation.project_id
WHERE {actor} IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM signature WHERE signature.confirmation_id = confirmation.id AND signature.side = '{side}')
"""


def upgrade() -> None:
    op.create_table(
        "signatory",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("confirmation_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(20), nullable=False),
        sa.Column("role", sa.String(60), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("named", sa.String(80), nullable=False),
        sa.Column("delegated_at", sa.DateTime(timezone=True)),
        sa.Column("delegated_by", sa.String(80)),
        sa.Column("delegation_reason", sa.Text()),
        sa.ForeignKeyConstraint(["confirmation_id"], ["confirmation.id"],
                                name=op.f("fk_signatory_confirmation_id_confirmation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatory")),
        sa.UniqueConstraint("confirmation_id", "actor", name=op.f("uq_signatory_confirmation_id_actor")),
    )
    op.create_index(op.f("ix_signatory_confirmation_id"), "signatory", ["confirmation_id"])
    op.create_table(
        "substitute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("allowed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("allowed_by", sa.String(80), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_by", sa.String(80)),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_substitute_customer_id_customer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_substitute")),
    )
    op.create_index(op.f("ix_substitute_customer_id"), "substitute", ["customer_id"])
    with op.batch_alter_table("signature") as table:
        table.drop_constraint("uq_signature_confirmation_id_side", type_="unique")
        table.create_unique_constraint("uq_signature_confirmation_id_signer", ["confirmation_id", "signer"])
    op.execute(SIGNED)
    op.execute(AWAITED.format(side="customer", role="customer_contact",
                              actor="'contact:' || CAST(project.contact_id AS VARCHAR(20))"))
    op.execute(AWAITED.format(side="company", role="project_lead", actor="project.lead"))


def downgrade() -> None:
    with op.batch_alter_table("signature") as table:
        table.drop_constraint("uq_signature_confirmation_id_signer", type_="unique")
        table.create_unique_constraint("uq_signature_confirmation_id_side", ["confirmation_id", "side"])
    op.drop_table("substitute")
    op.drop_table("signatory")
