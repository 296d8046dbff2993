"""Seals: kept by those who look after them, used at the signature by whom they allow."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("seals", __name__, template_folder="templates", url_prefix="/seals")

from webapp.features.seals import routes  # noqa: E402, F401 -- routes need the blueprint
