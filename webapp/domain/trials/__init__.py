"""Trials: a draft played step by step in a database of its own, in memory; nothing of it reaches anybody (ADR 0016)."""

from webapp.domain.trials.examples import ExampleDiffers, as_example, check_examples
from webapp.domain.trials.operations import (
    begin,
    continued,
    keep,
    open_trial,
    opening,
    step_back,
    trials_of,
)
from webapp.domain.trials.sandbox import Beat, Moves, Played, play
from webapp.domain.trials.story import BadStep, Step, Story
from webapp.domain.trials.tables import TableExample, table_examples

__all__ = [
    "BadStep",
    "Beat",
    "ExampleDiffers",
    "Moves",
    "Played",
    "Step",
    "Story",
    "TableExample",
    "as_example",
    "begin",
    "check_examples",
    "continued",
    "keep",
    "open_trial",
    "opening",
    "play",
    "step_back",
    "table_examples",
    "trials_of",
]
