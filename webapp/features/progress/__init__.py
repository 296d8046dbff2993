"""Progress: one simple page by which a customer follows their project. Nothing internal is on it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("progress", __name__, template_folder="templates")

from webapp.features.progress import routes  # noqa: E402, F401 -- routes need the blueprint
