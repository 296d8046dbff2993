"""Proposing which element of one version continues as which of another: by id, else by what is most alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from engine import spiff

ALIKE_ENOUGH = 0.6


@dataclass(frozen=True, slots=True)
class Match:
    """One element of the old version and the counterpart proposed; None where nothing is alike enough."""

    element: str
    name: str
    kind: str
    to: str | None
    by: Literal["id", "likeness", "nothing"]
    likeness: float


@dataclass(frozen=True, slots=True)
class Plan:
    """How cases move: each element's counterpart, proposed and then edited; whether timers begin anew."""

    from_version_id: int
    to_version_id: int
    matches: tuple[Match, ...]
    timers_again: bool = False

    @property
    def elements(self) -> dict[str, str | None]:
        return {match.element: match.to for match in self.matches}

    def as_json(self) -> dict[str, Any]:
        """The plan as one edits it: `process/element` to `process/element`, or to null."""
        return {"from": self.from_version_id, "to": self.to_version_id, "timers": self._timers,
                "elements": self.elements}

    @property
    def _timers(self) -> str:
        return "again" if self.timers_again else "keep"


@dataclass(frozen=True, slots=True)
class Drawn:
    """An element as it is compared."""

    key: str
    name: str
    kind: str
    form_id: str | None
    before: frozenset[str]
    after: frozenset[str]


def propose(old: Iterable[spiff.Process], new: Iterable[spiff.Process]) -> tuple[Match, ...]:
    """A match for every process and element of the old version, in the order of its diagrams."""
    were, are = _drawn(old), _drawn(new)
    by_id = {key: key for key, one in were.items() if key in are and are[key].kind == one.kind}
    pairs = sorted(
        ((_likeness(one, other, by_id), key, to)
         for key, one in were.items() if key not in by_id
         for to, other in are.items() if to not in by_id and other.kind == one.kind),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    alike: dict[str, tuple[str, float]] = {}
    for likeness, key, to in pairs:
        if likeness >= ALIKE_ENOUGH and key not in alike and to not in {taken for taken, _ in alike.values()}:
            alike[key] = (to, likeness)
    return tuple(_match(one, by_id, alike) for one in were.values())


def _match(one: Drawn, by_id: Mapping[str, str], alike: Mapping[str, tuple[str, float]]) -> Match:
    if one.key in by_id:
        return Match(one.key, one.name, one.kind, one.key, "id", 1.0)
    if one.key in alike:
        to, likeness = alike[one.key]
        return Match(one.key, one.name, one.kind, to, "likeness", round(likeness, 2))
    return Match(one.key, one.name, one.kind, None, "nothing", 0.0)


def _likeness(one: Drawn, other: Drawn, by_id: Mapping[str, str]) -> float:
    """Names weigh half, what stands before and after a third, form and place the rest."""
    names = SequenceMatcher(None, one.name or one.key, other.name or other.key).ratio()
    around = [_overlap(one.before, other.before, by_id), _overlap(one.after, other.after, by_id)]
    same_form = one.form_id is not None and one.form_id == other.form_id
    same_process = one.key.partition("/")[0] == other.key.partition("/")[0]
    return 0.5 * names + 0.33 * sum(around) / 2 + 0.12 * same_form + 0.05 * same_process


def _overlap(one: frozenset[str], other: frozenset[str], by_id: Mapping[str, str]) -> float:
    mapped = {by_id.get(key, "") for key in one}
    union = mapped | other
    return len(mapped & other) / len(union) if union else 1.0


def _drawn(processes: Iterable[spiff.Process]) -> dict[str, Drawn]:
    found: dict[str, Drawn] = {}
    for process in processes:
        mine = process.process_id
        found[mine] = Drawn(mine, process.name, "process", process.start_form_id, frozenset(), frozenset())
        before: dict[str, set[str]] = {}
        after: dict[str, set[str]] = {}
        for flow in process.flows:
            after.setdefault(flow.source, set()).add(f"{mine}/{flow.target}")
            before.setdefault(flow.target, set()).add(f"{mine}/{flow.source}")
        for one in process.elements:
            key = f"{mine}/{one.id}"
            found[key] = Drawn(key, one.name, one.type, one.form_id,
                               frozenset(before.get(one.id, ())), frozenset(after.get(one.id, ())))
    return found
