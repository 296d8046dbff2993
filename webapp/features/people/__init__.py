"""People, their roles and departments: everybody may look, the administrator changes."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("people", __name__, template_folder="templates")

from webapp.features.people import departments, passkeys, routes  # noqa: E402, F401 -- routes need the blueprint
