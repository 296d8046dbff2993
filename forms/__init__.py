"""The form machine: a form-js definition becomes WTForms fields, and answers become typed data.

It knows no engine: expressions, words, people, patterns and files are handed in.
"""

from forms.bound import BoundForm, Problem, bind
from forms.check import check
from forms.definition import Component, Definition, read
from forms.diff import Change, diff
from forms.display import Shown, display
from forms.errors import Finding, FormRefused
from forms.layout import Piece
from forms.limits import Limits
from forms.prefill import carry_over

__all__ = [
    "BoundForm", "Change", "Component", "Definition", "Finding", "FormRefused", "Limits", "Piece",
    "Problem", "Shown", "bind", "carry_over", "check", "diff", "display", "read",
]
