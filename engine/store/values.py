"""Heavy variables in their own rows: written once under the hash of their JSON, fetched when one is read."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from engine.store.instances import engine_value
from engine.store.statements import insert_missing

_value = engine_value.c
FETCH = (
    select(_value.digest, _value.text)
    .where(_value.instance_id == bindparam("of_instance"), _value.digest.in_(bindparam("digests", expanding=True)))
)


def keep_values(session: Session, instance_id: int, texts: Mapping[str, str]) -> None:
    """Write what is not there yet; one value has one hash, so what is there is the same."""
    if texts:
        session.execute(insert_missing(session, engine_value).values([
            {"instance_id": instance_id, "digest": digest, "text": text} for digest, text in texts.items()
        ]))


def fetch_values(session: Session, instance_id: int, digests: Collection[str]) -> dict[str, str]:
    """The JSON of these values, by hash."""
    rows = session.execute(FETCH, {"of_instance": instance_id, "digests": list(digests)})
    return {row.digest: row.text for row in rows}
