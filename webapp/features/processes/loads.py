"""All cases of a version on one diagram: where work waits now, and which steps take long."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import engine
from webapp.db import db
from webapp.features import span

HOTTEST = 4


@dataclass
class Loads:
    """What the drawing is told of each step, and the figures as rows."""

    elements: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: dict[str, engine.ElementLoad] = field(default_factory=dict)

    @property
    def state(self) -> dict[str, Any]:
        return {"elements": self.elements, "focus": []}


def loads_on(version_id: int, process: engine.Process) -> Loads:
    """The steps of one diagram: the longer a step usually takes beside the others, the hotter its colour."""
    rows = {load.element_id: load for load in engine.element_loads(db.session(), version_id)
            if load.process_id == process.process_id}
    longest = max((load.middle for load in rows.values() if load.middle), default=timedelta())
    return Loads({name: _facts(load, longest) for name, load in rows.items()}, rows)


def _facts(load: engine.ElementLoad, longest: timedelta) -> dict[str, Any]:
    heat = 1 + int((HOTTEST - 1) * (load.middle / longest)) if load.middle and longest else 0
    facts = {"state": f"heat-{heat}" if heat else "", "count": load.open,
             "time": span(load.middle) if load.middle is not None else ""}
    return {key: value for key, value in facts.items() if value}
