"""Failed steps: what got stuck, why, and trying again once the cause is mended."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("incidents", __name__, template_folder="templates")

from webapp.features.incidents import routes  # noqa: E402, F401 -- routes need the blueprint
