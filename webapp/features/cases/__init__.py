"""A project's case by hand: where each token stands, and what those who may can do there."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("cases", __name__, template_folder="templates")

from webapp.features.cases import acts, pages, way  # noqa: E402, F401 -- routes need the blueprint
