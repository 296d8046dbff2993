"""Show the light of projects that are at work: what their decision table judged last, as their history tells it.

Revision ID: 0043
Revises: 0042
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

LIGHT = {"light", "summary", "slip_percent"}
"""What an answer holds that is a light, whatever its table is called."""
AT_WORK = "SELECT project.id, project.instance_id FROM project WHERE closed_at IS NULL AND instance_id IS NOT NULL ORDER BY project.id"
WALKED = ("SELECT kind, facts, at FROM engine_event WHERE instance_id = :instance"
          " AND kind IN ('path.walked', 'decision.evaluated') ORDER BY id DESC")
GOES_ON = "SELECT count(*) FROM engine_task WHERE instance_id = :instance AND process_id = :process AND closed_at IS NULL"


def upgrade() -> None:
    connection = op.get_bind()
    light = sa.table("project_light", *map(sa.column, ("project_id", "colour", "why", "slip_percent", "process_id", "judged_at")))
    known = set(connection.execute(sa.text("SELECT project_id FROM project_light")).scalars())
    for project, instance in connection.execute(sa.text(AT_WORK)).all():
        told = next(_judged(connection, instance), None) if project not in known else None
        if told and connection.execute(sa.text(GOES_ON), {"instance": instance, "process": told["process_id"]}).scalar():
            connection.execute(light.insert(), {"project_id": project, **told})


def downgrade() -> None:
    """What was judged stays: the table goes with the revision before."""


def _judged(connection: sa.Connection, instance: int) -> Iterator[dict[str, Any]]:
    """The lights that an instance's history tells, the latest first."""
    for kind, facts, at in connection.execute(sa.text(WALKED), {"instance": instance}):
        said = json.loads(facts) if isinstance(facts, str | bytes) else facts
        moves = said["moves"] if kind == "path.walked" else [(kind, None, said)]
        for what, _element, judged in reversed(moves):
            answer = judged.get("answer") if what == "decision.evaluated" else None
            if isinstance(answer, dict) and answer.keys() >= LIGHT:
                yield {"colour": str(answer["light"]), "why": str(answer["summary"]), "slip_percent": float(answer["slip_percent"]),
                       "process_id": str(judged.get("process_id", "")), "judged_at": at}
