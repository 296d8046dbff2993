"""The studio: process owners draft, check, compare, try and publish packages here, and migrate their cases."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("studio", __name__, template_folder="templates")

from webapp.features.studio import (  # noqa: E402 -- routes need the blueprint
    comparing,
    contents,
    drafts,
    files,
    migrating,
    previews,
    publishing,
    shelves,
    steps,
    surroundings,
    translating,
    trying,
    updating,
)

__all__ = ["comparing", "contents", "drafts", "files", "migrating", "previews", "publishing", "shelves", "steps", "surroundings", "translating", "trying", "updating"]
