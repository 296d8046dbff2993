"""The engine and the reference interpreter play the same random models, and agree after every step.

The engine is stored and restored after each step (`Played` does it). To be worth anything this must also
notice a broken engine: the mutants at the end are each caught.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.spiff.scopes import Case
from engine.spiff.specs.activities import CallActivity
from engine.spiff.specs.events import EventSubProcessTrigger
from engine.spiff.specs.gateways import InclusiveGateway, Join, ParallelGateway
from engine.spiff.tokens import Token
from tests.support.diagrams import Played
from tests.unit.engine.spiff.reference import INTERRUPTED, Block, Reference
from tests.unit.engine.spiff.reference import Token as Walker
from tests.unit.engine.spiff.reference_drawn import drawn

SHAPES = ["seq", "seq", "xor", "and", "and", "or", "or", "loop", "sub", "many", "watched"]
EVENTFUL = [*SHAPES, "timed", "lettered", "call", "heard"]
EXAMPLES = int(os.environ.get("TANDEM_RANDOM_MODELS", "80"))   # a night may play more


def grown(chance: random.Random, depth: int, shapes: list[str] = SHAPES) -> Block:
    """A random model."""
    if depth == 0 or chance.random() < 0.1:
        return Block("task", count=chance.choice([0, 0, 0, 2, 3]))
    shape = chance.choice(shapes)
    width = chance.randint(2, 3) if shape in {"seq", "xor", "and", "or"} else 1
    inner = [grown(chance, depth - 1, shapes) for _ in range(width)]
    if shape == "many":
        return Block("sub", inner, count=chance.randint(1, 3))
    if shape == "heard":
        inner.append(Block("sub", [grown(chance, depth - 1, shapes)]))
    return Block(shape, inner)


def play(seed: int, depth: int, steps: int = 25) -> None:
    """Play one model with both, to its end."""
    chance = random.Random(seed)
    model = grown(chance, depth, EVENTFUL).numbered()
    case = Played(drawn(model), {"salt": seed % 97, "leave": False})
    reference = Reference(model, seed % 97)
    agree(case, reference)
    for number in range(1000):
        if reference.ended:
            break
        reference.leave = number >= steps
        watched = [(path, token) for token, _, path in reference.tasks() if token.block.kind in INTERRUPTED]
        listening = reference.listening()
        if watched and chance.random() < 0.2:
            happen(case, reference, *chance.choice(watched))
        elif listening and chance.random() < 0.2:
            block = chance.choice(listening).host.block
            case.hear(f"s_{block.id}")
            reference.begin_event_sub_process(block)
        else:
            step(case, reference, chance)
        agree(case, reference)
    assert case.outcome == "completed"


def happen(case: Played, reference: Reference, path: str, token: Walker) -> None:
    """Let what is at the boundary of a task happen in both: a signal to all, a timer or message to the one."""
    block = token.block
    if block.kind == "watched":
        case.hear(f"s_{block.id}")
        reference.signal(block)
        return
    wait = next(wait for wait in case.run.waits() if (wait.scope, wait.element_id) == (path, f"{block.id}_b"))
    case.run.deliver(wait.token, {})
    case._stored()
    reference.interrupt(token)


def play_many(seeds: Iterable[int], *, depth: int) -> None:
    for seed in seeds:
        play(seed, depth)


def step(case: Played, reference: Reference, chance: random.Random) -> None:
    """Complete the same random task in both; its answer decides what gateways choose from now on."""
    token, instance, path = chance.choice(sorted(reference.tasks(), key=lambda task: (task[2], task[0].block.id)))
    salt = chance.randint(0, 96)
    wait = next(wait for wait in case.run.waits()
                if (wait.scope, wait.element_id) == (path, token.block.id) and wait.kind == "task")
    case.run.complete(wait.token, {"salt": salt, "leave": reference.leave})
    case._stored()
    reference.complete(token, instance, salt)


def agree(case: Played, reference: Reference) -> None:
    found = sorted((wait.scope, wait.element_id) for wait in case.run.waits() if wait.kind == "task")
    assert found == reference.open()
    listening = sorted(wait.scope for wait in case.run.waits() if wait.kind == "signal" and wait.element_id.endswith("_start"))
    assert listening == sorted(inside.path for inside in reference.listening())
    assert (case.outcome == "completed") == reference.ended


@settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize=True,
          suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**6), st.integers(1, 4))
def test_engine_and_reference_agree_on_random_nested_models(seed, depth):
    play(seed, depth)


def mutant_join_does_not_wait(patch):
    patch.setattr(Join, "begin", lambda *_: True)


def mutant_inclusive_join_never_expects_anybody(patch):
    patch.setattr(InclusiveGateway, "is_expected", lambda *_: False)


def mutant_parallel_join_counts_tokens_instead_of_flows(patch):
    patch.setattr(ParallelGateway, "meeting",
                  lambda _, waiting: waiting[:2] if len(waiting) >= 2 else [])


def mutant_tokens_forget_how_they_came(patch):
    load = Token.__setattr__
    patch.setattr(Token, "__setattr__", lambda self, name, value: load(
        self, name, None if name == "came_by" else value))


def mutant_interrupting_forgets_what_runs_inside(patch):
    patch.setattr(Case, "attached_to", lambda *_: [])


def mutant_called_processes_give_nothing_back(patch):
    patch.setattr(CallActivity, "update_data", lambda *_: None)


def mutant_event_sub_processes_leave_their_scope_running(patch):
    patch.setattr(EventSubProcessTrigger, "interrupt", lambda *_: None)


@pytest.mark.parametrize("mutant", [
    mutant_event_sub_processes_leave_their_scope_running,
    mutant_called_processes_give_nothing_back,
    mutant_join_does_not_wait, mutant_inclusive_join_never_expects_anybody,
    mutant_parallel_join_counts_tokens_instead_of_flows, mutant_tokens_forget_how_they_came,
    mutant_interrupting_forgets_what_runs_inside,
])
def test_a_broken_engine_is_noticed(mutant, monkeypatch):
    mutant(monkeypatch)

    with pytest.raises((AssertionError, StopIteration, KeyError)):
        play_many(range(150), depth=3)
