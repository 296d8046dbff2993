"""What is done to the machines: processes end without warning, Redis goes, database connections are cut."""

from __future__ import annotations

import threading
from collections import Counter
from random import Random

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from webapp.cli.torture.processes import Redis, Victim

SHORTEST_PAUSE, LONGEST_PAUSE = 0.2, 1.2
LONGEST_ABSENCE = 0.8
REDIS_ABSENCE = 2.0
_CUT_SOME = text(
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database()"
    " AND pid <> pg_backend_pid() AND random() < :share"
)


class Tormentor:
    """Does one bad thing after another until told to stop, then leaves everything running."""

    def __init__(self, victims: list[Victim], redis: Redis, database: Engine, random: Random) -> None:
        self.victims, self.redis, self.database, self.random = victims, redis, database, random
        self.done: Counter[str] = Counter()
        self.stopping = threading.Event()

    def run(self) -> None:
        """Kill, stop and cut at random times."""
        deeds = [self.kill, self.kill, self.kill, self.cut, self.cut, self.silence]
        while not self.stopping.wait(self.random.uniform(SHORTEST_PAUSE, LONGEST_PAUSE)):
            self.random.choice(deeds)()

    def kill(self) -> None:
        """Kill a web or a worker; its like works on alone for a moment."""
        victim = self.random.choice(self.victims)
        victim.kill()
        self.stopping.wait(self.random.uniform(0, LONGEST_ABSENCE))
        victim.begin()
        self.done[f"{victim.run.__name__} killed"] += 1

    def cut(self) -> None:
        """Cut some of the connections to the database, or all, wherever they are in their work."""
        if self.database.dialect.name != "postgresql":
            return
        try:
            with self.database.connect() as connection:
                cut = connection.execute(_CUT_SOME, {"share": self.random.choice([0.2, 0.5, 1.0])}).scalar_one()
        except SQLAlchemyError:
            return
        self.done["connections cut"] += cut

    def silence(self) -> None:
        """Stop Redis for a while."""
        if self.redis.process is None:
            return
        self.redis.kill()
        self.stopping.wait(self.random.uniform(0, REDIS_ABSENCE))
        self.redis.begin()
        self.done["Redis stopped"] += 1
