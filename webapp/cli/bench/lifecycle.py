"""How heavy the state of a real case gets: the shipped example is played, and weighed at every step."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory

from webapp import config
from webapp.cli.play.case import read
from webapp.cli.play.command import play

EXAMPLE = "customer_engineering/examples/flexible_production_line.toml"


class Scales:
    """Told of each step that a play takes, it notes the biggest live state in the database."""

    def __init__(self, database: Path) -> None:
        self.database, self.biggest = database, 0

    def weigh(self, _line: str) -> None:
        connection = sqlite3.connect(self.database, timeout=10)
        [(size,)] = connection.execute("SELECT max(length(state)) FROM engine_instance WHERE ended_at IS NULL")
        connection.close()
        self.biggest = max(self.biggest, size or 0)


def biggest_state() -> int:
    """Bytes of the biggest live state while the case was played from its first day to its last."""
    with TemporaryDirectory(prefix="tandem-bench-case-") as folder:
        scales = Scales(Path(folder) / "case.db")
        play(read(config.ROOT / "processes" / EXAMPLE), db=f"sqlite:///{scales.database}", tell=scales.weigh)
        return scales.biggest
