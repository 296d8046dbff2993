"""The floor: what the database itself costs, asked by the raw driver for the least that a completion must do.

One read of the state, one version-checked update, two inserts, durably committed; sizes as ours were found
to be in the same run, no index beside the keys, no foreign key, one connection per process.
"""

from __future__ import annotations

import sqlite3
from typing import Any

import psycopg
from sqlalchemy import make_url

from webapp.cli.bench.sizes import Sizes

TABLES = (
    "CREATE TABLE floor_state (id INTEGER PRIMARY KEY, revision INTEGER NOT NULL, state {blob} NOT NULL)",
    "CREATE TABLE floor_task (id {key}, state_id INTEGER NOT NULL, data TEXT NOT NULL)",
    "CREATE TABLE floor_history (id {key}, state_id INTEGER NOT NULL, data TEXT NOT NULL)",
)


class Floor:
    """One process's connection and rows of its own, touched in turn."""

    def __init__(self, url: str, *, first: int, rows: int, sizes: Sizes) -> None:
        self.is_sqlite = url.startswith("sqlite")
        self.connection = _connect(url)
        self.begin = "BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN"
        wait = "" if self.is_sqlite else " FOR UPDATE"
        self.read = self._said(f"SELECT revision, state FROM floor_state WHERE id = ?{wait}")  # noqa: S608
        self.save = self._said("UPDATE floor_state SET revision = ?, state = ? WHERE id = ? AND revision = ?")
        self.inserts = [self._said(f"INSERT INTO {table} (state_id, data) VALUES (?, ?)")  # noqa: S608
                        for table in ("floor_task", "floor_history")]
        self.state, self.texts = b"x" * sizes.state, ("y" * sizes.task, "z" * sizes.history)
        self.ids = [first + number for number in range(rows)]
        self.turn = 0
        for row in self.ids:
            self.connection.execute(self._said("INSERT INTO floor_state VALUES (?, 0, ?)"), (row, self.state))

    def complete(self) -> None:
        """One completion's worth of SQL."""
        row = self.ids[self.turn % len(self.ids)]
        self.turn += 1
        execute = self.connection.execute
        execute(self.begin)
        found: Any = execute(self.read, (row,)).fetchone()
        if execute(self.save, (found[0] + 1, self.state, row, found[0])).rowcount != 1:
            raise RuntimeError("the floor lost an update")
        for insert, text in zip(self.inserts, self.texts, strict=True):
            execute(insert, (row, text))
        execute("COMMIT")

    def _said(self, text: str) -> str:
        return text if self.is_sqlite else text.replace("?", "%s")


def prepare(url: str) -> None:
    """Make the floor's tables."""
    is_sqlite = url.startswith("sqlite")
    kinds = {"blob": "BLOB", "key": "INTEGER PRIMARY KEY"} if is_sqlite else {
        "blob": "BYTEA", "key": "SERIAL PRIMARY KEY"}
    connection = _connect(url)
    for table in TABLES:
        connection.execute(table.format(**kinds))
    connection.close()


def _connect(url: str) -> Any:
    address = make_url(url)
    if not url.startswith("sqlite"):
        return psycopg.connect(address.set(drivername="postgresql").render_as_string(hide_password=False),
                               autocommit=True)
    connection = sqlite3.connect(f"{address.database}-floor", isolation_level=None, timeout=15)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    return connection
