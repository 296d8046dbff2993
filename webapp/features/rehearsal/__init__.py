"""The stage machinery of a played case: turning the clock, and reading a run's whole trail as data.

It exists only in the demo and only on this very machine.
"""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("rehearsal", __name__)

from webapp.features.rehearsal import routes  # noqa: E402, F401 -- routes need the blueprint
