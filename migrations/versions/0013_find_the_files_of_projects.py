"""Find the files of projects: what earlier answers name is noted beside them.

Revision ID: 0013
Revises: 0012
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

PROJECT = sa.table("project", sa.column("id", sa.Integer), sa.column("instance_id", sa.Integer),
                   sa.column("answers", sa.JSON))
SHEET = sa.table("engine_answers", sa.column("instance_id", sa.Integer), sa.column("data", sa.JSON))
FILE = sa.table("stored_file", sa.column("id", sa.Integer))
BELONGS = sa.table("project_file", sa.column("file_id", sa.Integer), sa.column("project_id", sa.Integer))


def upgrade() -> None:
    bind = op.get_bind()
    kept = set(bind.scalars(sa.select(FILE.c.id)))
    sheets = sa.select(PROJECT.c.id, SHEET.c.data).join_from(
        PROJECT, SHEET, SHEET.c.instance_id == PROJECT.c.instance_id)
    pairs = set()
    for query in (sa.select(PROJECT.c.id, PROJECT.c.answers), sheets):
        for project_id, answers in bind.execute(query).yield_per(500):
            pairs |= {(number, project_id) for number in _files_in(answers) if number in kept}
    if pairs:
        op.bulk_insert(BELONGS, [{"file_id": number, "project_id": project} for number, project in sorted(pairs)])


def downgrade() -> None:
    op.execute(sa.delete(BELONGS))


def _files_in(answers: Any) -> Iterator[int]:
    if isinstance(answers, dict):
        number = answers.get("file_id")
        if isinstance(number, int):
            yield number
        answers = list(answers.values())
    if isinstance(answers, list):
        for each in answers:
            yield from _files_in(each)
