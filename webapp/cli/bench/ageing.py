"""What age costs: the same completion in an instance of 5,000 rounds and in a young one, one after the other."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, event

from webapp.cli.bench import diagrams, ours

OLD, YOUNG, COMPARED = 5_000, 10, 300


def figures(old_age: int = OLD) -> dict[str, dict[str, float]]:
    """By diagram: the median completion at iteration 10 and at the old age, in milliseconds, and their ratio.

    On an SQLite file that is not made durable: waiting for the disk would hide what age costs.
    """
    with TemporaryDirectory(prefix="tandem-bench-age-") as folder:
        url = f"sqlite:///{Path(folder) / 'age.db'}"
        ours.prepare(url)
        database = ours.open_database(url)
        event.listen(database, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
        found = {process: _by_age(database, process, old_age)
                 for process in (diagrams.LOOP, diagrams.FORKED, diagrams.BESIDE)}
        database.dispose()
        return found


def _by_age(database: Engine, process: str, old_age: int) -> dict[str, float]:
    per_round = 2 if process == diagrams.FORKED else 1
    times: dict[int, tuple[ours.Ours, list[float]]] = {}
    for age in (old_age, YOUNG):
        member = ours.Ours(database, rows=1, process=process)
        member.grow_old(age * per_round)
        times[age] = (member, [])
    for _ in range(COMPARED):
        for member, taken in times.values():
            began = time.perf_counter()
            member.complete()
            taken.append(time.perf_counter() - began)
    young, old = (statistics.median(times[age][1]) * 1000 for age in (YOUNG, old_age))
    return {"iteration_10_ms": round(young, 3), f"iteration_{old_age}_ms": round(old, 3),
            "ratio": round(old / young, 3)}
