"""Requirements after they were signed: baselines, what a change makes of them, and their history as a comparison."""

from webapp.domain.requirements.errors import NothingSigned, Overtaken
from webapp.domain.requirements.jobs import compare, read
from webapp.domain.requirements.models import RequirementBaseline, RequirementLine
from webapp.domain.requirements.operations import is_overtaken, take_effect
from webapp.domain.requirements.queries import (
    ComparedLine,
    Comparison,
    comparisons,
    in_force,
    lines_in_force,
)

__all__ = [
    "ComparedLine",
    "Comparison",
    "NothingSigned",
    "Overtaken",
    "RequirementBaseline",
    "RequirementLine",
    "compare",
    "comparisons",
    "in_force",
    "is_overtaken",
    "lines_in_force",
    "read",
    "take_effect",
]
