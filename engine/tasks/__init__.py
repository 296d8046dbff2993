"""User tasks: whose inbox they are in, claiming and completing them, and what was answered."""

from engine.tasks.completion import complete_task
from engine.tasks.hands import assign, claim, delegate, release
from engine.tasks.inbox import (
    closed_tasks,
    count_open_tasks,
    instances_waiting,
    open_tasks,
)
from engine.tasks.loads import ElementLoad, element_loads
from engine.tasks.sheets import answer_history, answers

__all__ = [
    "ElementLoad",
    "answer_history",
    "answers",
    "assign",
    "claim",
    "closed_tasks",
    "complete_task",
    "count_open_tasks",
    "delegate",
    "element_loads",
    "instances_waiting",
    "open_tasks",
    "release",
]
