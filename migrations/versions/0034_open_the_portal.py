"""Open the portal: personal links, codes, sessions and rights of contacts, and what they and the team say to each other.

A link to the progress of a project becomes a link to it in the portal, and brings the right to see it.

Revision ID: 0034
Revises: 0032
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0032"
branch_labels = None
depends_on = None

LINKS = """
INSERT INTO portal_link (token_hash, contact_id, project_id, created_at, created_by, expires_at)
SELECT token_hash, CAST(SUBSTR(progress_link.contact, 9) AS INTEGER), project_id, created_at, 'system', expires_at FROM progress_link
"""
GRANTS = """
INSERT INTO portal_grant (contact_id, project_id, right_name, granted_at, granted_by)
SELECT CAST(SUBSTR(progress_link.contact, 9) AS INTEGER), progress_link.project_id, 'see', MIN(progress_link.created_at), 'system'
FROM progress_link JOIN project ON project.id = progress_link.project_id
WHERE project.contact_id IS NULL OR project.contact_id <> CAST(SUBSTR(progress_link.contact, 9) AS INTEGER)
GROUP BY CAST(SUBSTR(progress_link.contact, 9) AS INTEGER), progress_link.project_id
"""
BACK = """
INSERT INTO progress_link (token_hash, project_id, contact, created_at, expires_at)
SELECT token_hash, project_id, 'contact:' || CAST(contact_id AS VARCHAR(20)), created_at, expires_at
FROM portal_link WHERE project_id IS NOT NULL AND revoked_at IS NULL
"""


def upgrade() -> None:
    _open_the_door()
    _let_people_speak()
    op.execute(LINKS)
    op.execute(GRANTS)
    op.drop_table("progress_link")


def _open_the_door() -> None:
    _table(
        "portal_link", sa.Column("token_hash", sa.String(64), nullable=False), _contact(), _project(nullable=True),
        _at("created_at"), _by("created_by"), _at("expires_at"), _at("revoked_at", nullable=True),
        _by("revoked_by", nullable=True),
        sa.UniqueConstraint("token_hash", name=op.f("uq_portal_link_token_hash")))
    op.create_index(op.f("ix_portal_link_contact_id"), "portal_link", ["contact_id"])
    _table(
        "portal_code", sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(8), nullable=False), sa.Column("code_hash", sa.String(64), nullable=False),
        _at("sent_at"), _at("expires_at"), _at("used_at", nullable=True),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["portal_link.id"], name=op.f("fk_portal_code_link_id_portal_link")))
    op.create_index(op.f("ix_portal_code_link_id"), "portal_code", ["link_id"])
    _table(
        "portal_session", _contact(), sa.Column("secret_hash", sa.String(64), nullable=False),
        _at("began_at"), _at("until"), _at("ended_at", nullable=True), _by("ended_by", nullable=True),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_portal_session_secret_hash")))
    op.create_index(op.f("ix_portal_session_contact_id"), "portal_session", ["contact_id"])
    _table(
        "portal_grant", _contact(), _project(nullable=True), sa.Column("right_name", sa.String(20), nullable=False),
        _at("granted_at"), _by("granted_by"), _at("withdrawn_at", nullable=True), _by("withdrawn_by", nullable=True))
    op.create_index(op.f("ix_portal_grant_contact_id"), "portal_grant", ["contact_id"])
    op.create_index(op.f("ix_portal_grant_project_id"), "portal_grant", ["project_id"])


def _let_people_speak() -> None:
    _table(
        "requirement_remark", _project(), sa.Column("document_version_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False), sa.Column("requirement", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(20), nullable=False), sa.Column("words", sa.Text(), nullable=False),
        _by("actor"), _at("at"), sa.Column("answer", sa.Text()), _by("answered_by", nullable=True),
        _at("answered_at", nullable=True),
        sa.ForeignKeyConstraint(["document_version_id"], ["document_version.id"],
                                name=op.f("fk_requirement_remark_document_version_id_document_version")))
    op.create_index("ix_requirement_remark_project_id", "requirement_remark", ["project_id", "id"])
    _table("portal_message", _project(), _by("actor"), sa.Column("text", sa.Text(), nullable=False), _at("at"))
    op.create_index("ix_portal_message_project_id", "portal_message", ["project_id", "id"])


def downgrade() -> None:
    op.create_table(
        "progress_link",
        sa.Column("id", sa.Integer(), nullable=False), sa.Column("token_hash", sa.String(64), nullable=False),
        _project(), sa.Column("contact", sa.String(80), nullable=False), _at("created_at"), _at("expires_at"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_progress_link_project_id_project")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_progress_link_token_hash")))
    op.create_index(op.f("ix_progress_link_project_id"), "progress_link", ["project_id"])
    op.execute(BACK)
    for name in ("portal_message", "requirement_remark", "portal_grant", "portal_session", "portal_code", "portal_link"):
        op.drop_table(name)


def _table(name: str, *columns: sa.Column | sa.Constraint) -> None:
    """A table with a number of its own, its keys to contacts and projects named like all others."""
    named = {column.name for column in columns if isinstance(column, sa.Column)}
    keys = [sa.ForeignKeyConstraint([f"{thing}_id"], [f"{thing}.id"], name=op.f(f"fk_{name}_{thing}_id_{thing}"))
            for thing in ("contact", "project") if f"{thing}_id" in named]
    op.create_table(name, sa.Column("id", sa.Integer(), nullable=False), *columns, *keys,
                    sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")))


def _contact() -> sa.Column:
    return sa.Column("contact_id", sa.Integer(), nullable=False)


def _project(*, nullable: bool = False) -> sa.Column:
    return sa.Column("project_id", sa.Integer(), nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _by(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(80), nullable=nullable)
