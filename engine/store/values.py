"""Heavy variables in their own rows: written once under the hash of their JSON, fetched when one is read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache

from sqlalchemy import bindparam, select

from engine.store.direct import Batch, Statement, batches, numbered, one_of
from engine.store.instances import engine_value
from engine.store.types import Session

_value = engine_value.c


def keep_values(batch: Batch, instance_id: int, texts: Mapping[str, str]) -> None:
    """Write what is not there yet; one value has one hash, so what is there is the same."""
    batch.insert_missing(engine_value, [
        {"instance_id": instance_id, "digest": digest, "text": text} for digest, text in texts.items()
    ])


def fetch_values(session: Session, instance_id: int, digests: Collection[str]) -> dict[str, str]:
    """The JSON of these values, by hash."""
    batch = Batch(session)
    found = [batch.ask(_fetching(len(some)), {"of_instance": instance_id, **numbered("digest", some)})
             for some in batches(sorted(digests))]
    batch.run()
    return {row["digest"]: row["text"] for asked in found for row in asked.rows}


@lru_cache
def _fetching(count: int) -> Statement:
    return Statement(select(_value.digest, _value.text).where(
        _value.instance_id == bindparam("of_instance"), one_of(_value.digest, "digest", count)))
