"""What is written at an element, as plain values: its people, its work, its mappings, how often, whom it calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.spiff.feel import Field, Formula, Words
from engine.spiff.libraries import Binding


@dataclass(frozen=True, slots=True)
class Assignment:
    """One line of an input or output mapping: where the value comes from, what it will be called."""

    source: Field
    target: str


@dataclass(frozen=True, slots=True)
class Mappings:
    """What an activity takes in under its own names, and what it gives back."""

    inputs: tuple[Assignment, ...] = ()
    outputs: tuple[Assignment, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskWords:
    """What is written at a user task about its form, its people and its time."""

    form_id: str | None = None
    assignee: Field | None = None
    candidate_groups: Field | None = None
    candidate_users: Field | None = None
    due: Field | None = None
    follow_up: Field | None = None
    priority: Field | None = None
    binding: Binding | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


DEFAULT_RETRIES = Words("3")


@dataclass(frozen=True, slots=True)
class JobWords:
    """What is written at a task that a worker does: the verb, how often to try, fixed facts."""

    type: Field
    retries: Field
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LoopWords:
    """What is written at a multi-instance activity."""

    sequential: bool
    over: Formula             # the items, or how many instances
    is_count: bool
    item: str | None = None
    output_collection: str | None = None
    output: Formula | None = None
    completion: Formula | None = None
    tells_once: bool = False


@dataclass(frozen=True, slots=True)
class CallWords:
    """What is written at a call activity: whom it calls, and which variables pass which way."""

    process_id: Field
    sees_caller: bool
    gives_all_back: bool
    binding: Binding | None = None


@dataclass(frozen=True, slots=True)
class DecisionWords:
    """What is written at a business rule task: which decision it asks, and the variable that takes the answer."""

    decision_id: Field
    result: str
    binding: Binding | None = None


@dataclass(frozen=True, slots=True)
class AdHocWords:
    """What is written at an ad-hoc sub-process: the order, and when it is enough."""

    sequential: bool
    completion: Formula | None
    cancels_rest: bool
    active: Formula | None = None           # which of its activities begin; all if nothing is said
    output_collection: str | None = None    # what takes a value of each activity that ends
    output: Formula | None = None
