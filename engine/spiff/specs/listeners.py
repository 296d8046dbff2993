"""Listeners: jobs before a node begins and before it is left, one after the other, each done by a worker.

While they are done the node is entered but does nothing itself. At an activity those at the start see its input mappings
and come before its events listen; those at the end come after its output mappings. At a gateway they come when all have met,
before it chooses. A process asks them before its first token goes, and when nothing is left in it. What a worker returns at
the start is handed in like any result, at the end it goes to the variables around. A listener waits under the token
of its node, with its stage and number behind it.

A user task has listeners at its assigning, too: asked when it is there and gets into somebody's hands, or out of them. It is
held meanwhile: everybody sees whose it is, and nobody can answer it. If it is given on before they are done, they are
asked anew.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, Literal

import orjson
from SpiffWorkflow.util.task import TaskState

from engine.spiff.dialect import HEARS_ASSIGNING
from engine.spiff.facts import JobFacts, TaskFacts, job_facts, told_task
from engine.spiff.shelf import copied
from engine.spiff.variables import write

if TYPE_CHECKING:
    from engine.spiff.specs.flow_node import FlowNode
    from engine.spiff.tokens import Token
    from engine.spiff.words import JobWords

Stage = Literal["start", "end", "assigning"]
HEARS = "hears"     # with an activity: the stage and number of the listener that it waits for
PASSED = "passed"   # with an activity: its last listeners are done
GIVEN = "given"     # with a user task: to whom it is being given and how, and which listener is asked about it
TIMES_GIVEN = "times_given"   # how often it was, so that no listener's id comes twice
ABOUT_TASK = "io.camunda.zeebe:"   # how the dialect calls what a listener is told of the task
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


def is_asked_in(node: FlowNode, kept: Mapping[str, Any]) -> bool:
    """Whether a node has the listener that a token with these facts waits for, if it waits for one."""
    stage, number = kept.get(HEARS, ("start", -1))
    return bool(number < len(node.listeners.get(stage, ())))


def asked(token: Token) -> tuple[str, JobWords]:
    """The id under which a listener waits, and what it is to do."""
    stage, number = token.internal_data[HEARS]
    return f"{token.token_id}:{stage}{number}", token.task_spec.listeners[stage][number]


def give(token: Token, action: str, assignee: str | None) -> None:
    """Let those be asked who listen to whose a user task is."""
    if token.task_spec.listeners.get("assigning"):
        times = token.internal_data.get(TIMES_GIVEN, 0) + 1
        how = {"action": action, **({"assignee": assignee} if assignee else {})}
        token.internal_data.update({TIMES_GIVEN: times, GIVEN: {"how": how}})
        _ask_about_giving(token, 0)


def is_being_given(token: Token) -> bool:
    """Whether a task waits for those who listen to whose it is."""
    return GIVEN in token.internal_data and not is_held(token)


def asked_about_giving(token: Token) -> tuple[str, JobFacts]:
    """The id under which the listener waits, and what it is told."""
    given, words = token.internal_data[GIVEN], token.task_spec.words
    headers = {name: said for name, said in words.headers.items() if name != HEARS_ASSIGNING}
    about = {ABOUT_TASK + name: said for name, said in {**_about(told_task(words, token)), **given["how"]}.items()}
    return _giving_id(token), JobFacts(given["type"], given["retries"], {**headers, **about}, copied(token.data))


def names(token: Token) -> Collection[str]:
    """The ids under which a token may wait for an answer."""
    if is_held(token):
        return (asked(token)[0],)
    return (token.token_id, _giving_id(token)) if is_being_given(token) else (token.token_id,)


def answered(token: Token, values: Mapping[str, Any]) -> None:
    """A listener is done: the next one, or what the activity itself would do."""
    if is_being_given(token):
        token.task_spec.hand_in(token, values)
        _ask_about_giving(token, token.internal_data[GIVEN]["number"] + 1)
        return
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


def _ask_about_giving(token: Token, number: int) -> None:
    """Ask this listener; after the last one the task is open to be answered."""
    lines = token.task_spec.listeners.get("assigning", ())   # a case may have come to a version with fewer
    if number < len(lines):
        token.internal_data[GIVEN].update({"number": number, **job_facts(lines[number], token)})
    else:
        del token.internal_data[GIVEN]


def _about(task: TaskFacts) -> dict[str, str]:
    """A task's people and times in the words of headers."""
    people = {"candidateGroups": task.candidate_groups, "candidateUsers": task.candidate_users}
    times = {"dueDate": task.due_at, "followUpDate": task.follow_up_at}
    return {
        "priority": str(task.priority),
        **{name: orjson.dumps(some).decode() for name, some in people.items() if some},
        **{name: moment.isoformat() for name, moment in times.items() if moment},
    }


def _giving_id(token: Token) -> str:
    times, number = token.internal_data[TIMES_GIVEN], token.internal_data[GIVEN]["number"]
    return f"{token.token_id}:assigning{times}.{number}"


def _ask(token: Token, stage: Stage, number: int) -> None:
    words = token.task_spec.listeners[stage][number]
    token.internal_data.update({HEARS: [stage, number], "facts": job_facts(words, token)})
    token._set_state(TaskState.STARTED)
