"""The engine and the reference interpreter play random models with random moves, and agree after every step.

They must agree on what is refused, on every legal target and on what is open afterwards; the engine is stored
and restored after each step. `TANDEM_MOVES_RUNS=20000` plays longer. Sabotaged engines are each caught.
"""

from __future__ import annotations

import os
import random

import pytest

from engine.errors import MoveRefused
from engine.spiff.moves import verbs
from engine.spiff.scopes import Case
from engine.spiff.specs.loops import MultiInstance
from engine.spiff.tokens import Token
from tests.support.diagrams import Played
from tests.unit.engine.spiff import reference_moves as moves
from tests.unit.engine.spiff.reference import Reference
from tests.unit.engine.spiff.reference_drawn import drawn
from tests.unit.engine.spiff.test_random_models import SHAPES, agree, grown, step

RUNS = int(os.environ.get("TANDEM_MOVES_RUNS", "80"))
VERBS = ["complete"] * 5 + ["return"] * 4 + ["move"] * 2 + ["cancel"] * 2 + ["skip", "more", "targets", "signal", "signal"]


def play(seed: int, *, depth: int | None = None, steps: int = 20) -> None:
    """Play one model with both, to its end."""
    chance = random.Random(seed)
    model = grown(chance, depth or chance.randint(1, 4), [*SHAPES, "heard", "call"]).numbered()
    case = Played(drawn(model), {"salt": seed % 97, "leave": False})
    reference = Reference(model, seed % 97)
    for number in range(1000):
        agree(case, reference)
        if reference.ended:
            break
        reference.leave = number >= steps
        verb = "complete" if reference.leave else chance.choice(VERBS)
        PLAYED[verb](case, reference, chance)
    assert case.outcome == "completed"


def play_many(seeds) -> None:
    for seed in seeds:
        play(seed, depth=3)


def chosen(case: Played, reference: Reference, chance: random.Random):
    """A random open task in both."""
    open_tasks = sorted(reference.tasks(), key=lambda task: (task[2], task[0].block.id))
    token, instance, path = chance.choice(open_tasks)
    wait = next(wait for wait in case.run.waits()
                if (wait.scope, wait.element_id) == (path, token.block.id) and wait.kind == "task")
    return token, instance, wait.token


def sent(case, reference, chance, *, back):
    token, _, engines = chosen(case, reference, chance)
    target = chance.choice(moves.targets(token))
    try:
        moves.victims(target, back=back)
    except moves.Refused:
        with pytest.raises(MoveRefused):
            (case.run.send_back if back else case.run.move)(engines, target.place)
        case._restored()
        return
    (case.run.send_back if back else case.run.move)(engines, target.place)
    case._stored()
    moves.move(reference, target, back=back)


def canceled(case, reference, chance):
    token, instance, engines = chosen(case, reference, chance)
    try:
        moves.cancel(reference, token, instance)
    except moves.Refused:
        with pytest.raises(MoveRefused):
            case.run.cancel_token(engines)
        case._restored()
        return
    case.run.cancel_token(engines)
    case._stored()


def skipped(case, reference, chance):
    token, instance, engines = chosen(case, reference, chance)
    case.run.skip(engines)
    case._stored()
    reference.complete(token, instance)


def more(case, reference, chance):
    token, _, engines = chosen(case, reference, chance)
    if not token.block.count:
        return
    case.run.add_member(engines, None)
    case._stored()
    reference.add_instance(token)


def listed(case, reference, chance):
    token, _, engines = chosen(case, reference, chance)
    for back in (True, False):
        wanted = set(moves.allowed(token, back=back)) - {own_place(token)}
        found = {place.place for place in case.run.targets(engines, back=back) if place.kind != "task"}
        assert found == wanted, (back, found - wanted, wanted - found)


def own_place(token):
    return "/".join(filter(None, [token.scope.path, token.block.id]))


def heard(case, reference, chance):
    watched = [token.block for token, _, _ in reference.tasks() if token.block.kind == "watched"]
    listening = [inside.host.block for inside in reference.listening()]
    if watched or listening:
        block = chance.choice([*watched, *listening])
        case.hear(f"s_{block.id}")
        (reference.signal if block.kind == "watched" else reference.begin_event_sub_process)(block)


PLAYED = {
    "complete": step, "signal": heard, "cancel": canceled, "skip": skipped, "more": more, "targets": listed,
    "return": lambda *both: sent(*both, back=True), "move": lambda *both: sent(*both, back=False),
}


@pytest.mark.parametrize("part", range(4))
def test_engine_and_reference_agree_on_random_models_with_random_moves(part):
    for seed in range(part, RUNS, 4):
        try:
            play(seed)
        except Exception as error:
            error.add_note(f"seed {seed}")
            raise


def mutant_a_return_takes_only_its_own_token_away(patch):
    plan = verbs._plan
    patch.setattr(verbs, "_plan", lambda aim, at, *, back: (plan(aim, at, back=back), [aim.mover])[1])


def mutant_a_block_that_is_left_goes_on(patch):
    patch.setattr(verbs, "_is_gone", lambda *_: False)


def mutant_the_other_branches_are_not_counted_as_done(patch):
    patch.setattr(verbs, "_fill", lambda *_: None)


def mutant_a_canceled_branch_leaves_its_join_waiting(patch):
    patch.setattr(verbs, "_close_gap", lambda *_: None)


def mutant_every_branch_is_open_to_all(patch):
    patch.setattr(verbs, "agree", lambda *_: True)


def mutant_what_runs_inside_survives_its_activity(patch):
    patch.setattr(Case, "withdraw", Case.drop)


def mutant_a_scope_that_was_interrupted_stays_deaf(patch):
    patch.setattr(verbs, "_came_by_interruption", lambda _: False)


def mutant_an_instance_taken_away_is_still_waited_for(patch):
    patch.setattr(MultiInstance, "remove_member", lambda _, token, member: token.case.withdraw(member))


def mutant_tokens_forget_how_they_came(patch):
    keep = Token.__setattr__
    patch.setattr(Token, "__setattr__", lambda self, name, value: keep(
        self, name, None if name == "came_by" else value))


@pytest.mark.parametrize("mutant", [value for name, value in sorted(globals().items()) if name.startswith("mutant_")])
def test_a_sabotaged_engine_is_caught(mutant, monkeypatch):
    mutant(monkeypatch)

    with pytest.raises((Exception, pytest.fail.Exception)):
        play_many(range(150))
