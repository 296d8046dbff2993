"""Gates: which documents a stage needs before it may be left, which are there, and who owes the others."""

from webapp.domain.gates.operations import check
from webapp.domain.gates.queries import Requirement, is_open, standing

__all__ = ["Requirement", "check", "is_open", "standing"]
