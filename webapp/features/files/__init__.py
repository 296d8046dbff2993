"""Handing out files and frozen documents to those who may see them."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("files", __name__, template_folder="templates")

from webapp.features.files import routes  # noqa: E402, F401 -- routes need the blueprint
