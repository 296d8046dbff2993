"""One task: the form beside its context, and what a person does with it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("tasks", __name__, template_folder="templates")

from webapp.features.tasks import acts, approvals, routes  # noqa: E402, F401 -- routes need the blueprint
