"""The letterhead: what papers bear at their head, set by those who may."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("letterhead", __name__, template_folder="templates", url_prefix="/letterhead")

from webapp.features.letterhead import routes  # noqa: E402, F401 -- routes need the blueprint
