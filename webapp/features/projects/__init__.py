"""Projects: start one, see where it stands, what happened, who belongs to it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("projects", __name__, template_folder="templates")

from webapp.features.projects import beside, routes, starting, talk  # noqa: E402, F401 -- routes need the blueprint
