"""How big the state of a real case gets: the shipped example is played while its instances are looked at."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

from webapp import config
from webapp.cli.play.case import read
from webapp.cli.play.command import play

GLANCE_SECONDS = 0.02
EXAMPLE = "customer_engineering/examples/flexible_production_line.toml"


def biggest_state() -> int:
    """Bytes of the biggest live state seen while the case was played from its first day to its last."""
    with TemporaryDirectory(prefix="tandem-bench-case-") as folder:
        database = Path(folder) / "case.db"
        seen, over = [0], threading.Event()
        watching = threading.Thread(target=_watch, args=(database, seen, over))
        watching.start()
        try:
            play(read(config.ROOT / "processes" / EXAMPLE), db=f"sqlite:///{database}")
        finally:
            over.set()
            watching.join()
        return max(seen)


def _watch(database: Path, seen: list[int], over: threading.Event) -> None:
    while not over.wait(GLANCE_SECONDS):
        if database.exists():
            connection = sqlite3.connect(database, timeout=10)
            try:
                row = connection.execute("SELECT max(length(state)) FROM engine_instance").fetchone()
            except sqlite3.OperationalError:
                continue   # the tables are still being made
            finally:
                connection.close()
            seen.append(row[0] or 0)
