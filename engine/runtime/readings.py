"""Instances read from rows, with the variables that their states hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, partial
from typing import Any

from sqlalchemy import RowMapping

from engine import definitions, spiff
from engine.errors import EngineError
from engine.store import fetch_values
from engine.store.rows import Instance
from engine.store.types import Session


class StoredVariables(Mapping[str, Any]):
    """The variables of a process in one stored state: read when first asked for, and never another state's."""

    def __init__(self, state: bytes, fetch: spiff.Fetch) -> None:
        self._state, self._fetch = state, fetch

    @cached_property
    def _held(self) -> Mapping[str, Any]:
        """Nothing, if the state is one that the machine cannot read."""
        try:
            return spiff.variables_in(self._state, self._fetch)
        except EngineError:
            return {}

    def __getitem__(self, name: str) -> Any:
        return self._held[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def __repr__(self) -> str:
        return repr(dict(self))


def _fetching(session: Session, instance_id: int) -> spiff.Fetch:
    """How a run of this instance comes by its heavy variables."""
    return partial(fetch_values, session, instance_id)


def surroundings(session: Session, instance_id: int, version_id: int) -> spiff.Surroundings:
    """What a run of this instance asks for, in the place of a version."""
    return spiff.Surroundings(_fetching(session, instance_id), definitions.OtherVersions(session, version_id))


def stored_variables(session: Session, instance_id: int, state: bytes) -> StoredVariables:
    """The variables in an instance's state."""
    return StoredVariables(state, _fetching(session, instance_id))


def reading(session: Session, row: Mapping[str, Any] | RowMapping) -> Instance:
    """The instance that a row of `engine_instance` holds."""
    return Instance(
        row["id"], row["version_id"], row["process_id"], row["business_key"], row["started_at"], row["started_by"],
        row["ended_at"], row["outcome"], stored_variables(session, row["id"], row["state"]), row["suspended_at"],
    )
