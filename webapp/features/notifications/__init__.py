"""The bell: what the reader was told, what of it is new, and marking it read."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("notifications", __name__, template_folder="templates")

from webapp.features.notifications import routes  # noqa: E402, F401 -- routes need the blueprint
