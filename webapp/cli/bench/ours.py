"""Ours as it is used: through the front door, a transaction of its own for each completion."""

from __future__ import annotations

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

import engine
from webapp.cli.bench import diagrams
from webapp.cli.bench.sizes import Sizes, of_completion
from webapp.transaction import writing

ACTOR = "reporter"
UNTIMED_AT_ONCE = 500


class Ours:
    """One process's session and instances of its own, completed in turn."""

    def __init__(self, database: Engine, *, rows: int, process: str = diagrams.LOOP) -> None:
        self.database = database
        self.session = Session(self.database)
        version = engine.latest_version(self.session, diagrams.PACKAGE)
        assert version is not None  # noqa: S101  -- deployed by prepare()
        self.turn = 0
        self.tasks: list[int] = []
        with writing(self.session) as session:
            for _ in range(rows):
                instance = engine.start(session, process, version_id=version.id, actor=ACTOR)
                opened = engine.open_tasks(session, instance_ids=[instance.id], order="opened")
                self.tasks += [task.id for task in opened if task.element_id != "build"]

    def complete(self) -> None:
        """Complete the task whose turn it is, in a transaction of its own."""
        with writing(self.session) as session:
            self._complete(session)

    def grow_old(self, completions: int) -> None:
        """Complete so many that nobody times, many in a transaction."""
        for already in range(0, completions, UNTIMED_AT_ONCE):
            with writing(self.session) as session:
                for _ in range(min(UNTIMED_AT_ONCE, completions - already)):
                    self._complete(session)

    def _complete(self, session: Session) -> None:
        """Complete a task; the one that opens instead takes its place."""
        place = self.turn % len(self.tasks)
        self.turn += 1
        done = engine.complete_task(session, self.tasks[place], actor=ACTOR, answers=diagrams.AGAIN)
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
    with Session(database) as opened, writing(opened) as session:
        version = engine.deploy(session, diagrams.PACKAGE, diagrams.FILES, actor=ACTOR)
        instance = engine.start(session, diagrams.LOOP, version_id=version.id, actor=ACTOR)
        [task] = engine.open_tasks(session, instance_ids=[instance.id])
        engine.complete_task(session, task.id, actor=ACTOR, answers=diagrams.AGAIN)
        sizes = of_completion(session, instance.id, task.id)
    database.dispose()
    return sizes
