"""What a database is asked, for tests that count it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event


@contextmanager
def asked_of(database: Engine) -> Iterator[list[str]]:
    """Every statement that goes to the driver meanwhile, as it is said there; beginning a transaction is none."""
    said: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if not statement.startswith("BEGIN"):
            said.append(statement)

    event.listen(database, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        event.remove(database, "before_cursor_execute", hear)
