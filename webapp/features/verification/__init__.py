"""The public page on which anybody verifies a signed document or a pack. Nothing that is dropped there is kept."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("verification", __name__, template_folder="templates")

from webapp.features.verification import routes  # noqa: E402, F401 -- routes need the blueprint
