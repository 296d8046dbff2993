"""The customer file: who the customer is, whom to speak to there, what was noted, which projects."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("customers", __name__, template_folder="templates")

from webapp.features.customers import contacts, notes, portal, routes, substitutes  # noqa: E402, F401 -- routes need the blueprint
