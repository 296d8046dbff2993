"""Gates: what a stage needs before it may be left, what is there, and who owes the rest."""

from webapp.domain.gates.operations import check, look_again
from webapp.domain.gates.queries import SIDE_CASES, Requirement, is_open, standing

__all__ = ["SIDE_CASES", "Requirement", "check", "is_open", "look_again", "standing"]
