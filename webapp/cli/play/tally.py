"""Which steps the server shows as done: whatever was done is put down to one step, in the order of the case.

So a run that was interrupted goes on where it stood, whether or not a step names who, beside what or of which phase.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from webapp.cli.play import signing
from webapp.cli.play.case import Case, Step

Deed = tuple[str, Any]


class Tally:
    """What was put down so far."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.put_down: set[Deed] = set()

    def takes(self, step: Step, trail: Mapping[str, Any]) -> bool:
        """Put the first deed that fits and is nobody's yet down to the step; whether there is one."""
        found = self._first(step, trail)
        if found is not None:
            self.put_down.add(found)
        return found is not None

    def shows(self, step: Step, trail: Mapping[str, Any]) -> bool:
        """Whether there is such a deed."""
        return self._first(step, trail) is not None

    def _first(self, step: Step, trail: Mapping[str, Any]) -> Deed | None:
        return next((deed for deed in self._deeds(step, trail) if deed not in self.put_down), None)

    def _deeds(self, step: Step, trail: Mapping[str, Any]) -> Iterator[Deed]:
        """Everything done that the step may have meant, in the order it was done."""
        who = self.case.username(step.by) if step.by else ""
        if step.edit:
            yield from (("edit", number) for number in signing.edits_in(trail, step.edit))
        elif step.begin:
            yield from (("begin", (each["package"], each["number"])) for each in trail["beside"]
                        if each["package"] == step.begin and each["by_hand"] and who in ("", each["begun_by"]))
        else:
            yield from (("task", task["id"]) for task in trail["tasks"]
                        if task["state"] == "completed" and step.means(task) and who in ("", task["by"]))
