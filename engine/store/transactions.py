"""A transaction that writes: begun as one, kept whole or undone whole. Nothing else in the repository commits.

What SQLAlchemy does around a transaction takes a twelfth of a completion's processor time (ADR 0024). On a plain
connection, which no ORM keeps in step, it is therefore the driver's own. Whatever asks SQLAlchemy to execute in it
is given one of SQLAlchemy's kind inside, and that is ended with it.
"""

from __future__ import annotations

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError, PendingRollbackError

from engine.store.direct import OWN, driver_of, left_to, settle
from engine.store.sqlite import IMMEDIATE, begin_immediate
from engine.store.types import Session


class CommitUnsure(Exception):
    """The connection broke while the database was asked to keep: it may have, or not. Look before doing it again."""


class transaction:  # noqa: N801  -- said like a verb
    """`with transaction(session):` what is written is kept at the end; what is raised undoes it, and goes on.

    What the session or connection had read before is forgotten: a reader that turns writer is refused on SQLite. The end is this
    block's: whoever would commit or roll back inside begins with `begin_immediate` instead.
    """

    __slots__ = ("_session",)

    def __init__(self, session: Session) -> None:
        self._session = session

    def __enter__(self) -> None:
        if isinstance(self._session, Connection):
            _begin(self._session)
        else:
            begin_immediate(self._session)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self._undo()
            return
        try:
            self._keep()
        except BaseException as error:
            self._undo()
            if isinstance(error, OperationalError) and error.connection_invalidated:
                raise CommitUnsure from error
            raise

    def _keep(self) -> None:
        if isinstance(self._session, Connection):
            _keep(self._session)
        else:
            self._session.commit()

    def _undo(self) -> None:
        if isinstance(self._session, Connection):
            _undo(self._session)
        else:
            self._session.rollback()


def _begin(connection: Connection) -> None:
    connection.rollback()
    if connection.dialect.name == "sqlite":   # PostgreSQL is told with what it is asked first
        driver_of(connection).execute(IMMEDIATE)
    connection.info[OWN] = True


def _keep(connection: Connection) -> None:
    if connection.info.pop(OWN, None) is None:
        raise PendingRollbackError("the connection was lost inside the transaction, and what was written before with it")
    if connection.in_transaction():
        connection.commit()
    elif not settle(connection, commit=True):
        try:
            driver_of(connection).commit()
        except connection.dialect.loaded_dbapi.Error as error:
            connection._handle_dbapi_exception(error, None, None, None, None)


def _undo(connection: Connection) -> None:
    """A connection that is lost has lost it, too."""
    connection.rollback()
    if not connection.invalidated:
        left_to(connection)
        connection.info.pop(OWN, None)
        driver_of(connection).rollback()
