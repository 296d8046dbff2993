"""Whether this process answers and its database is there, for whoever watches over it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("health", __name__)

from webapp.features.health import routes  # noqa: E402, F401 -- routes need the blueprint
