"""Outgoing mail, shown in the demo so that a visitor can follow the links that customers get."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("outbox", __name__, template_folder="templates")

from webapp.features.outbox import routes  # noqa: E402, F401 -- routes need the blueprint
