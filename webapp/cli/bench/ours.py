"""Ours as it is used: through the front door, a transaction of its own for each completion."""

from __future__ import annotations

from sqlalchemy import Engine, create_engine

import engine
from webapp.cli.bench import diagrams
from webapp.cli.bench.sizes import Sizes, of_completion

ACTOR = "reporter"
UNTIMED_AT_ONCE = 500


class Ours:
    """One process's connection and instances of its own, completed in turn."""

    def __init__(self, database: Engine, *, rows: int, process: str = diagrams.LOOP) -> None:
        self.database = database
        self.connection = database.connect()
        version = engine.latest_version(self.connection, diagrams.PACKAGE)
        assert version is not None  # noqa: S101  -- deployed by prepare()
        self.turn = 0
        self.tasks: list[int] = []
        with engine.transaction(self.connection):
            for _ in range(rows):
                instance = engine.start(self.connection, process, version_id=version.id, actor=ACTOR)
                opened = engine.open_tasks(self.connection, instance_ids=[instance.id], order="opened")
                self.tasks += [task.id for task in opened if task.element_id != "build"]

    def complete(self) -> None:
        """Complete the task whose turn it is, in a transaction of its own."""
        with engine.transaction(self.connection):
            self._complete()

    def grow_old(self, completions: int) -> None:
        """Complete so many that nobody times, many in a transaction."""
        for already in range(0, completions, UNTIMED_AT_ONCE):
            with engine.transaction(self.connection):
                for _ in range(min(UNTIMED_AT_ONCE, completions - already)):
                    self._complete()

    def _complete(self) -> None:
        """Complete a task; the one that opens instead takes its place."""
        place = self.turn % len(self.tasks)
        self.turn += 1
        done = engine.complete_task(self.connection, self.tasks[place], actor=ACTOR, answers=diagrams.AGAIN)
        for opened, at in zip(done.opened, (place, place - 1), strict=False):
            self.tasks[at] = opened.id


def open_database(url: str) -> Engine:
    """The database as the product opens it."""
    database = create_engine(url)
    engine.prepare_database(database)
    return database


def prepare(url: str) -> Sizes:
    """Make the engine's tables, deploy the diagrams, and find out what one completion writes."""
    database = open_database(url)
    tables = [table for table in engine.metadata.sorted_tables if table.name.startswith("engine_")]
    engine.metadata.create_all(database, tables=tables)
    with database.connect() as connection, engine.transaction(connection):
        version = engine.deploy(connection, diagrams.PACKAGE, diagrams.FILES, actor=ACTOR)
        instance = engine.start(connection, diagrams.LOOP, version_id=version.id, actor=ACTOR)
        [task] = engine.open_tasks(connection, instance_ids=[instance.id])
        engine.complete_task(connection, task.id, actor=ACTOR, answers=diagrams.AGAIN)
        sizes = of_completion(connection, instance.id, task.id)
    database.dispose()
    return sizes
