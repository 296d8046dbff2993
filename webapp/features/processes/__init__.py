"""The deployed process packages: their versions and the diagrams in them."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("processes", __name__, template_folder="templates")

from webapp.features.processes import routes  # noqa: E402, F401 -- routes need the blueprint
