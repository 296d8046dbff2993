"""Write fewer pages with a completion: keep no index that another can serve, and no reference that another holds.

An event has a position only when it has been read, so only then is it in the index of positions. Answers are kept
under what they are asked by. Events name instances that their writer holds and nobody removes. SQLite keeps no list of
the ids that it gave to tasks and events: it gives the next above the highest, whose row stays.

Revision ID: 0042
Revises: 0041
"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

NUMBERED = sa.text("position IS NOT NULL")
POSITION = "uq_engine_event_position"
OF_EVENTS = "fk_engine_event_instance_id_engine_instance"
AUTOINCREMENT = {"sqlite_autoincrement": True}
KEPT = "instance_id, task_id, element_id, revision, data, by, at"
TOLD = "id, instance_id, kind, element_id, actor, facts, at, position"


def upgrade() -> None:
    with op.batch_alter_table("engine_event") as table:
        table.drop_constraint(op.f(OF_EVENTS), type_="foreignkey")
        table.drop_constraint(op.f(POSITION), type_="unique")
    op.create_index(POSITION, "engine_event", ["position"], unique=True, sqlite_where=NUMBERED, postgresql_where=NUMBERED)
    _keep_the_newest_event()
    _make_tasks_anew()
    _keep_answers_anew(
        sa.PrimaryKeyConstraint("instance_id", "element_id", "revision", name=op.f("pk_engine_answers")),
        sqlite_with_rowid=False)
    if op.get_context().dialect.name == "postgresql":
        op.execute("ALTER TABLE engine_instance SET (fillfactor = 70)")


def downgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute("ALTER TABLE engine_instance RESET (fillfactor)")
    _keep_answers_anew(
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["engine_instance.id"], name=op.f("fk_engine_answers_instance_id_engine_instance")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engine_answers")),
        sa.UniqueConstraint("instance_id", "element_id", "revision", name=op.f("uq_engine_answers_instance_id_element_id_revision")),
        **AUTOINCREMENT)
    _make_tasks_anew(**AUTOINCREMENT)
    op.drop_index(POSITION, table_name="engine_event")
    with op.batch_alter_table("engine_event", table_kwargs=AUTOINCREMENT) as table:
        table.create_foreign_key(op.f(OF_EVENTS), "engine_instance", ["instance_id"], ["id"])
        table.create_unique_constraint(op.f(POSITION), ["position"])


def _keep_the_newest_event() -> None:
    """If it is in the archive it comes back, or SQLite would give its id, and those below, to others."""
    if op.get_context().dialect.name == "sqlite":
        newest = "(SELECT max(id) FROM engine_archived_event) > coalesce((SELECT max(id) FROM engine_event), 0)"
        op.execute(f"INSERT INTO engine_event ({TOLD}) SELECT {TOLD} FROM engine_archived_event"  # noqa: S608
                   f" WHERE {newest} ORDER BY id DESC LIMIT 1")
        op.execute("DELETE FROM engine_archived_event WHERE id = (SELECT max(id) FROM engine_event)")


def _make_tasks_anew(**how: bool) -> None:
    if op.get_context().dialect.name == "sqlite":
        with op.batch_alter_table("engine_task", recreate="always", table_kwargs=how):
            pass


def _keep_answers_anew(*parts: sa.schema.SchemaItem, **how: bool) -> None:
    """The table of answers with other keys, and what it holds in the order in which it was given."""
    op.rename_table("engine_answers", "engine_answers_before")
    if op.get_context().dialect.name == "postgresql":   # the name of a key is the schema's there, not the table's
        op.execute("ALTER TABLE engine_answers_before RENAME CONSTRAINT pk_engine_answers TO pk_engine_answers_before")
    op.create_table(
        "engine_answers",
        sa.Column("instance_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("element_id", sa.String(200), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["engine_task.id"], name=op.f("fk_engine_answers_task_id_engine_task")),
        *parts,
        comment="What a form returned; a later round of the same element is the next revision.",
        **how,
    )
    op.execute(f"INSERT INTO engine_answers ({KEPT}) SELECT {KEPT} FROM engine_answers_before ORDER BY at, task_id")  # noqa: S608
    op.drop_table("engine_answers_before")
