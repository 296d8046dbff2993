"""Listeners: jobs before a node begins and before it is left, one after the other, each done by a worker.

While they are done the node is entered but does nothing itself. At an activity those at the start see its input mappings
and come before its events listen; those at the end come after its output mappings. At a gateway they come when all have met,
before it chooses. A process asks them before its first token goes, and when nothing is left in it. What a worker returns at
the start is handed in like any result, at the end it goes to the variables around. A listener waits under the token
of its node, with its stage and number behind it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from SpiffWorkflow.util.task import TaskState

from engine.spiff.facts import job_facts
from engine.spiff.variables import write

if TYPE_CHECKING:
    from engine.spiff.dialect import JobWords
    from engine.spiff.tokens import Token

Stage = Literal["start", "end"]
HEARS = "hears"     # with an activity: the stage and number of the listener that it waits for
PASSED = "passed"   # with an activity: its last listeners are done
AT_START = "at_start"   # with a process that is held: the start event that it begins at, and what that brought


def hold(token: Token, stage: Stage) -> bool:
    """Let the listeners of this stage be done first; False if there are none."""
    if not token.task_spec.listeners.get(stage):
        return False
    _ask(token, stage, 0)
    return True


def is_held(token: Token) -> bool:
    """Whether the activity waits for a listener."""
    return HEARS in token.internal_data


def asked(token: Token) -> tuple[str, JobWords]:
    """The id under which a listener waits, and what it is to do."""
    stage, number = token.internal_data[HEARS]
    return f"{token.token_id}:{stage}{number}", token.task_spec.listeners[stage][number]


def answered(token: Token, values: Mapping[str, Any]) -> None:
    """A listener is done: the next one, or what the activity itself would do."""
    stage, number = token.internal_data[HEARS]
    if stage == "start":
        token.task_spec.hand_in(token, values)
    else:
        write(token, values, beyond_token=True)
    if number + 1 < len(token.task_spec.listeners[stage]):
        _ask(token, stage, number + 1)
        return
    del token.internal_data[HEARS]
    token.internal_data.pop("facts", None)
    token.task_spec.heard_out(token, stage)


def _ask(token: Token, stage: Stage, number: int) -> None:
    words = token.task_spec.listeners[stage][number]
    token.internal_data.update({HEARS: [stage, number], "facts": job_facts(words, token)})
    token._set_state(TaskState.STARTED)
