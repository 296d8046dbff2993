"""The inbox: what waits for me, what waits for my groups, what I have done."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("inbox", __name__, template_folder="templates")

from webapp.features.inbox import routes  # noqa: E402, F401 -- routes need the blueprint
