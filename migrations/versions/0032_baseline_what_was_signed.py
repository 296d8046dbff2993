"""Baseline what was signed: a requirement confirmation that everybody signed puts its lines in force.

Revision ID: 0032
Revises: 0031
"""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

SIGNED = """
    FROM confirmation
    JOIN document ON document.id = confirmation.document_id AND document.kind = 'requirement_confirmation'
    JOIN document_version ON document_version.id = confirmation.document_version_id
    WHERE confirmation.completed_at IS NOT NULL AND confirmation.voided_at IS NULL
"""
KEPT = ("requirement", "level", "acceptance", "source")


def upgrade() -> None:
    connection = op.get_bind()
    connection.execute(sa.text(
        "INSERT INTO requirement_baseline (project_id, number, document_version_id, in_force_at) "
        f"SELECT confirmation.project_id, 1, document_version.id, confirmation.completed_at {SIGNED}"))
    made = connection.execute(sa.text(
        "SELECT requirement_baseline.id, document_version.data FROM requirement_baseline "
        "JOIN document_version ON document_version.id = requirement_baseline.document_version_id")).all()
    line = sa.table("requirement_line", *map(sa.column, ("baseline_id", "number", "what", "reason", *KEPT)))
    for baseline_id, data in made:
        rows = [{"baseline_id": baseline_id, "number": number, "what": "agreed", "reason": "",
                 **{key: str(row.get(key) or "") for key in KEPT}} for number, row in enumerate(_rows(data), start=1)]
        if rows:
            connection.execute(line.insert(), rows)


def downgrade() -> None:
    connection = op.get_bind()
    connection.execute(sa.text("DELETE FROM requirement_line"))
    connection.execute(sa.text("DELETE FROM requirement_baseline"))


def _rows(data: Any) -> list[dict[str, Any]]:
    """The requirements that the frozen version lists."""
    said = json.loads(data) if isinstance(data, str | bytes) else data
    return list(said.get("answers", {}).get("draft_confirmation", {}).get("requirements") or [])
